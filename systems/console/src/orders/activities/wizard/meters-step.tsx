import { useQuery } from '@tanstack/react-query'
import { FileTrigger } from 'react-aria-components'
import { groupsQuery } from '../../../api/activity-queries.ts'
import { concentratorChoiceQuery } from '../../../api/network-queries.ts'
import { useText } from '../../../i18n/use-text.ts'
import { Button } from '../../../kit/form/button.tsx'
import { Switch } from '../../../kit/form/switch.tsx'
import { TextArea } from '../../../kit/form/text-area.tsx'
import type { Draft } from './draft.ts'

interface MetersStepProps {
  readonly draft: Draft
  readonly onChange: (change: Partial<Draft>) => void
}

/** Which meters: by list, file, saved group, whole concentrator; all that any of them names. */
export function MetersStep({ draft, onChange }: MetersStepProps) {
  const t = useText()
  const { data: concentrators } = useQuery(concentratorChoiceQuery)
  const { data: groups } = useQuery(groupsQuery)
  const { serials, csv, filter } = draft
  return (
    <>
      {filter && (
        <p className="flex flex-wrap items-center gap-3">
          {t('wizard.filter', { filter: Object.values(filter).join(', ') })}
          <Button look="quiet" onPress={() => onChange({ filter: null })}>
            {t('common.remove')}
          </Button>
        </p>
      )}
      <TextArea
        label={t('wizard.serials')}
        hint={t('wizard.serials.hint')}
        rows={5}
        mono
        value={serials}
        onChange={text => onChange({ serials: text })}
      />
      <div className="flex flex-wrap items-center gap-3">
        <FileTrigger
          acceptedFileTypes={['.csv', 'text/csv', 'text/plain']}
          onSelect={async files => {
            const [file] = files ?? []
            if (file) onChange({ csv: { name: file.name, text: await file.text() } })
          }}
        >
          <Button>{t('wizard.csv')}</Button>
        </FileTrigger>
        {csv && (
          <>
            <span className="font-mono text-label break-all">{csv.name}</span>
            <Button look="quiet" onPress={() => onChange({ csv: null })}>
              {t('common.remove')}
            </Button>
          </>
        )}
      </div>
      <Choices
        title={t('wizard.concentrators')}
        names={concentrators?.items.map(({ id }) => id) ?? []}
        chosen={draft.concentrators}
        onChange={chosen => onChange({ concentrators: chosen })}
      />
      <Choices
        title={t('wizard.groups')}
        names={groups?.items.map(({ name }) => name) ?? []}
        chosen={draft.groups}
        onChange={chosen => onChange({ groups: chosen })}
      />
    </>
  )
}

interface ChoicesProps {
  readonly title: string
  readonly names: readonly string[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: readonly string[]) => void
}

function Choices({ title, names, chosen, onChange }: ChoicesProps) {
  if (names.length === 0) return null
  return (
    <fieldset className="flex flex-col">
      <legend className="label">{title}</legend>
      <div className="flex max-h-60 flex-wrap gap-x-6 overflow-y-auto">
        {names.map(name => (
          <Switch
            key={name}
            isSelected={chosen.includes(name)}
            onChange={isOn => onChange(isOn ? [...chosen, name] : chosen.filter(one => one !== name))}
          >
            {name}
          </Switch>
        ))}
      </div>
    </fieldset>
  )
}
