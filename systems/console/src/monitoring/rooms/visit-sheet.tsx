import { answerOf } from '../../api/client.ts'
import { useText } from '../../i18n/use-text.ts'
import { platform, type Visit } from '../api/client.ts'
import { FormDialog } from '../form-dialog.tsx'

const sources = [
  'switching-supply',
  'led-lighting',
  'motor',
  'induction-hob',
  'inverter',
  'ev-charger',
  'power-line-adapter',
  'filter-across-line',
  'wiring',
  'none',
  'other',
] as const

interface VisitSheetProps {
  readonly visit: Visit
  readonly kind: 'plan' | 'done'
  readonly onClose: () => void
}

/** Plans a visit, or notes what it found. */
export function VisitSheet({ visit, kind, onClose }: VisitSheetProps) {
  const t = useText()
  const params = { path: { id: visit.id } }
  if (kind === 'plan') {
    return (
      <FormDialog
        title={t('campaign.plan')}
        onClose={onClose}
        fields={[
          { name: 'plannedFor', label: t('campaign.by.day'), type: 'date' },
          { name: 'technician', label: t('campaign.technician') },
        ]}
        onSend={({ plannedFor = '', technician = '' }) =>
          answerOf(
            platform.PATCH('/api/v1/visits/{id}', {
              params,
              body: { state: 'planned', plannedFor, technician },
            }),
          )
        }
      />
    )
  }
  return (
    <FormDialog
      title={t('campaign.note-findings')}
      onClose={onClose}
      fields={[
        { name: 'doneOn', label: t('campaign.by.day'), type: 'date' },
        {
          name: 'source',
          label: t('campaign.noise'),
          options: sources.map(key => ({ key, name: t(`campaign.noise.${key}`) })),
        },
        { name: 'level', label: t('campaign.level'), type: 'number', isOptional: true },
        { name: 'hours', label: t('campaign.hours'), isOptional: true },
        { name: 'remedy', label: t('campaign.remedy'), isOptional: true },
        { name: 'summary', label: t('campaign.text'), type: 'area' },
      ]}
      onSend={({ doneOn = '', source, level, hours, remedy, summary = '' }) =>
        answerOf(
          platform.PATCH('/api/v1/visits/{id}', {
            params,
            body: {
              state: 'done',
              doneOn,
              summary,
              findings: [
                {
                  source: sources.find(key => key === source) ?? 'other',
                  lowKhz: null,
                  highKhz: null,
                  levelDbuv: level ? Number(level) : null,
                  hours: hours || null,
                  remedy: remedy || null,
                },
              ],
            },
          }),
        )
      }
    />
  )
}
