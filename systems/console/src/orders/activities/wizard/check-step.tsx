import { useQuery } from '@tanstack/react-query'
import { answerOf, api } from '../../../api/client.ts'
import type { ActivityPreview, ActivityPreviewLine, ActivityRequest } from '../../../api/resources.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { useText } from '../../../i18n/use-text.ts'
import { Failure, Skeleton } from '../../../kit/states.tsx'
import { type Column, words } from '../../../kit/table/column.tsx'
import { Table } from '../../../kit/table/table.tsx'
import { kindName } from '../../kinds/kind-name.ts'

/** What it would do: how many meters, which would get no order and why. Nothing is done yet. */
export function CheckStep({ request }: { request: ActivityRequest }) {
  const t = useText()
  const { kind, parameters, targets, include } = request
  const { data, error, refetch } = useQuery({
    queryKey: ['activity-preview', kind, parameters, targets],
    queryFn: ({ signal }) =>
      answerOf(
        api.POST('/api/v1/activities/preview', {
          body: { kind, targets, include, limit: 50, ...(parameters && { parameters }) },
          signal,
        }),
      ),
    gcTime: 0,
  })
  if (error) return <Failure what={t('wizard.check.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={5} />
  return (
    <>
      <Outlook kind={kind} preview={data} />
      {data.needsApproval && (
        <p className="border-l-2 border-major py-1 pl-3">{t('wizard.needs-approval')}</p>
      )}
      <Reasons preview={data} />
      <BadRows preview={data} />
      <Lines preview={data} />
    </>
  )
}

function Outlook({ kind, preview: { total, orders, leftOut } }: { kind: string; preview: ActivityPreview }) {
  const t = useText()
  const format = useFormat()
  return (
    <p role="status" className="text-section">
      {t('wizard.outlook', {
        kind: kindName(kind, t),
        orders: format.count(orders),
        total: format.count(total),
        leftOut: format.count(leftOut),
      })}
    </p>
  )
}

function Reasons({ preview: { reasons } }: { preview: ActivityPreview }) {
  const t = useText()
  const format = useFormat()
  if (reasons.length === 0) return null
  return (
    <ul className="flex flex-col gap-1">
      {reasons.map(({ reason, count, leftOut }) => (
        <li key={reason} className="flex gap-3">
          <span className="figures w-16 text-right">{format.count(count)}</span>
          <span>
            {t(`activity.reason.${reason}`)}
            <span className="text-ink-2"> · {t(leftOut ? 'wizard.left-out' : 'wizard.all-the-same')}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function BadRows({ preview: { badRows, badRowsTotal } }: { preview: ActivityPreview }) {
  const t = useText()
  if (badRowsTotal === 0) return null
  return (
    <div className="border-l-2 border-major py-1 pl-3">
      <p>{t('wizard.bad-rows', { count: badRowsTotal })}</p>
      <ul className="text-ink-2">
        {badRows.slice(0, 10).map(({ line, detail }) => (
          <li key={line}>{t('wizard.bad-row', { line, detail })}</li>
        ))}
      </ul>
    </div>
  )
}

function Lines({ preview: { lines, linesTotal } }: { preview: ActivityPreview }) {
  const t = useText()
  const columns: Column<ActivityPreviewLine>[] = [
    words(t('event.meter'), ({ endDevice }) => endDevice, { className: 'font-mono text-label' }),
    words(t('order.concentrator'), ({ concentrator }) => concentrator, { isMinor: true }),
    words(t('activity.reason'), ({ reason }) => (reason === null ? null : t(`activity.reason.${reason}`))),
    words(t('orders.detail'), ({ detail }) => detail, { className: 'text-ink-2', isMinor: true }),
  ]
  if (lines.length === 0) return null
  return (
    <>
      <p className="label">{t('wizard.lines', { shown: lines.length, total: linesTotal })}</p>
      <Table
        label={t('wizard.meters')}
        columns={columns}
        rows={lines}
        keyOf={({ endDevice }) => endDevice}
        isPartial={lines.length < linesTotal}
        isBare
      />
    </>
  )
}
