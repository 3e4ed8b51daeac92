import { useEffect, useRef, useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import type { MeterFilter } from '../api/queries.ts'
import { type DeviceState, deviceStates } from '../api/resources.ts'
import { useText } from '../i18n/use-text.ts'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icon.tsx'
import { Segmented } from '../kit/segmented.tsx'
import { inputClasses } from '../kit/text-field.tsx'
import { useShortcuts } from '../shell/shortcuts.ts'

interface FilterBarProps {
  readonly filter: MeterFilter
  readonly onFilter: (filter: MeterFilter) => void
}

/** Long enough to let a serial number be typed in one go, short enough to feel at once. */
const typingPause = 180

export function FilterBar({ filter, onFilter }: FilterBarProps) {
  const t = useText()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(filter.search)
  useShortcuts({ '/': () => input.current?.select() })

  // The address may change from elsewhere: a link, the browser's back.
  useEffect(() => setTyped(filter.search), [filter.search])
  useEffect(() => {
    if (typed.trim() === filter.search) return
    const timer = setTimeout(() => onFilter({ ...filter, search: typed.trim() }), typingPause)
    return () => clearTimeout(timer)
  }, [typed, filter, onFilter])

  const states = [
    { key: 'all' as const, name: t('meters.all') },
    ...deviceStates.map(state => ({ key: state, name: t(`state.${state}`) })),
  ]
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-center gap-3">
      <SearchField
        aria-label={t('meters.search')}
        value={typed}
        onChange={setTyped}
        className="group relative w-72 max-tablet:w-full"
      >
        <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-ink-3">
          <Icon name="search" />
        </span>
        <Input
          ref={input}
          placeholder={t('meters.search.hint')}
          className={`${inputClasses} pr-9 pl-9 [&::-webkit-search-cancel-button]:hidden`}
        />
        <Button
          look="quiet"
          square
          className="absolute inset-y-0 right-0 h-full group-data-[empty]:hidden"
          aria-label={t('meters.search.clear')}
        >
          <Icon name="close" size={12} />
        </Button>
      </SearchField>
      <div className="max-w-full overflow-x-auto">
        <Segmented<DeviceState | 'all'>
          label={t('meter.state')}
          options={states}
          value={filter.state ?? 'all'}
          onChange={state => onFilter({ ...filter, state: state === 'all' ? null : state })}
        />
      </div>
    </div>
  )
}
