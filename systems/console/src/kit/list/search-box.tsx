import { useEffect, useRef, useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import { useText } from '../../i18n/use-text.ts'
import { useShortcuts } from '../../shell/shortcuts.ts'
import { Button } from '../form/button.tsx'
import { inputClasses } from '../form/text-field.tsx'
import { Icon } from '../icon.tsx'

interface SearchBoxProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string
  readonly onSearch: (text: string) => void
}

/** Long enough to let a serial number be typed in one go, short enough to feel at once. */
const typingPause = 180

/** Searches a list as it is typed; `/` leads to it from anywhere. */
export function SearchBox({ label, placeholder, value, onSearch }: SearchBoxProps) {
  const t = useText()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(value)
  useShortcuts({ '/': () => input.current?.select() })

  // The value may change from elsewhere: a link, the browser's back.
  useEffect(() => setTyped(value), [value])
  useEffect(() => {
    if (typed.trim() === value) return
    const timer = setTimeout(() => onSearch(typed.trim()), typingPause)
    return () => clearTimeout(timer)
  }, [typed, value, onSearch])

  return (
    <SearchField
      aria-label={label}
      value={typed}
      onChange={setTyped}
      className="group relative w-72 max-tablet:w-full"
    >
      <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-ink-3">
        <Icon name="search" />
      </span>
      <Input
        ref={input}
        placeholder={placeholder}
        className={`${inputClasses} pr-9 pl-9 [&::-webkit-search-cancel-button]:hidden`}
      />
      <Button
        look="quiet"
        square
        className="absolute inset-y-0 right-0 h-full group-data-[empty]:hidden"
        aria-label={t('list.search.clear')}
      >
        <Icon name="close" size={12} />
      </Button>
    </SearchField>
  )
}
