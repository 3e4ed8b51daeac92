import { useText } from '../../../i18n/use-text.ts'
import { Select } from '../../../kit/form/select.tsx'
import { TextField } from '../../../kit/form/text-field.tsx'
import type { Draft } from './draft.ts'

interface WhenStepProps {
  readonly draft: Draft
  readonly onChange: (change: Partial<Draft>) => void
}

const priorities = ['on-demand', 'high', 'normal', 'low'] as const

/** Its name, when it may work, how fast, how often it tries, and when it stops itself. */
export function WhenStep({ draft, onChange }: WhenStepProps) {
  const t = useText()
  const field = (name: keyof Draft & string) => ({
    value: String(draft[name] ?? ''),
    onChange: (text: string) => onChange({ [name]: text }),
  })
  const number = { inputMode: 'numeric', pattern: '[0-9]*' } as const
  const pair = 'grid grid-cols-2 gap-4 max-tablet:grid-cols-1'
  return (
    <>
      <TextField {...field('name')} label={t('destinations.name')} isRequired autoFocus maxLength={128} />
      <div className={pair}>
        <Select
          label={t('order.priority')}
          options={priorities.map(key => ({ key, name: t(`order.priority.${key}`) }))}
          value={draft.priority}
          onChange={priority => onChange({ priority })}
        />
        <TextField {...field('retries')} {...number} label={t('activity.retries')} isRequired />
      </div>
      <div className={pair}>
        <TextField
          {...field('start')}
          type="datetime-local"
          label={t('activity.start')}
          hint={t('wizard.start.hint')}
        />
        <TextField
          {...field('expires')}
          type="datetime-local"
          label={t('activity.expires')}
          hint={t('wizard.expires.hint')}
        />
      </div>
      <div className={pair}>
        <TextField {...field('from')} type="time" label={t('wizard.from')} hint={t('wizard.hours.hint')} />
        <TextField {...field('to')} type="time" label={t('wizard.to')} />
      </div>
      <div className={pair}>
        <TextField
          {...field('perConcentrator')}
          {...number}
          label={t('wizard.per-concentrator')}
          hint={t('wizard.pace.hint')}
        />
        <TextField {...field('overall')} {...number} label={t('wizard.overall')} />
      </div>
      <div className={pair}>
        <TextField {...field('stages')} label={t('wizard.stages')} hint={t('wizard.stages.hint')} />
        <TextField {...field('stopShare')} label={t('wizard.stop')} hint={t('wizard.stop.hint')} />
      </div>
    </>
  )
}
