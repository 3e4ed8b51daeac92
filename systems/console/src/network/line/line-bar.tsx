import { useEffect, useState } from 'react'
import { Input, SearchField } from 'react-aria-components'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { fieldInstant, fieldText } from '../../kit/form/field-time.ts'
import { Segmented } from '../../kit/form/segmented.tsx'
import { Select } from '../../kit/form/select.tsx'
import { inputClasses } from '../../kit/form/text-field.tsx'
import { Icon } from '../../kit/icon.tsx'
import { type LineChoice, selections, views } from './line-choice.ts'
import { measures } from './quality.ts'

interface LineBarProps {
  readonly choice: LineChoice
  readonly onChoose: (change: Partial<LineChoice>) => void
  readonly hasMap: boolean
}

/** How the line is looked at: which meters, which picture, judged by what, and when. */
export function LineBar({ choice, onChoose, hasMap }: LineBarProps) {
  const t = useText()
  return (
    <div className="mb-4 flex flex-wrap items-center gap-3">
      <SearchField
        aria-label={t('meters.search')}
        value={choice.search}
        onChange={search => onChoose({ search })}
        className="relative w-60 max-tablet:w-full"
      >
        <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-ink-3">
          <Icon name="search" />
        </span>
        <Input
          placeholder={t('line.search.hint')}
          className={`${inputClasses} pl-9 [&::-webkit-search-cancel-button]:hidden`}
        />
      </SearchField>
      <Select
        bare
        label={t('line.show')}
        options={selections.map(key => ({ key, name: t(`line.show.${key}`) }))}
        value={choice.show}
        onChange={show => onChoose({ show })}
      />
      <Segmented
        label={t('line.view')}
        options={views
          .filter(key => key !== 'map' || hasMap)
          .map(key => ({ key, name: t(`line.view.${key}`) }))}
        value={choice.view}
        onChange={view => onChoose({ view })}
      />
      <Segmented
        label={t('line.measure')}
        options={measures.map(key => ({ key, name: t(`line.measure.${key}`) }))}
        value={choice.measure}
        onChange={measure => onChoose({ measure })}
      />
      <PastField at={choice.at} onChoose={at => onChoose({ at })} />
    </div>
  )
}

/** A time that the line is to be shown at, by the clock of the head-end. */
function PastField({ at, onChoose }: { at: string | null; onChoose: (at: string | null) => void }) {
  const t = useText()
  const zone = useSystemZone()
  const text = at === null ? '' : fieldText(at, zone)
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  return (
    <div className="ml-auto flex min-w-0 flex-wrap items-center gap-2 max-tablet:w-full">
      <label className="flex min-w-0 items-center gap-2 max-tablet:w-full">
        <span className="label whitespace-nowrap">{t('line.past')}</span>
        <input
          type="datetime-local"
          value={typed}
          onChange={({ target }) => {
            setTyped(target.value)
            const time = fieldInstant(target.value, zone)
            if (time !== undefined) onChoose(time)
          }}
          className={`${inputClasses} tablet:w-auto`}
        />
      </label>
      {at !== null && <Button onPress={() => onChoose(null)}>{t('line.now')}</Button>}
    </div>
  )
}
