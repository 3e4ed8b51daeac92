import { Link } from 'wouter'
import type { RefusedPush } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'

/** What was not taken, by sender and reason. */
export function RefusedPushTable({
  pushes,
  isPartial,
}: {
  pushes: readonly RefusedPush[]
  isPartial: boolean
}) {
  const t = useText()
  const zone = useSystemZone()
  const format = useFormat()
  const columns: Column<RefusedPush>[] = [
    words(t('pushes.last'), ({ lastAt }) => format.minute(zone, lastAt), {
      order: ({ lastAt }) => lastAt,
      className: 'figures',
    }),
    words(t('pushes.sender'), ({ endDevice, sender }) => endDevice ?? sender, {
      className: 'font-mono text-label',
      cell: ({ endDevice, sender }) =>
        endDevice ? (
          <Link href={`/meters/${encodeURIComponent(endDevice)}`} className="link">
            {endDevice}
          </Link>
        ) : (
          sender
        ),
    }),
    words(t('refused.reason'), ({ reason }) => t(`pushes.reason.${reason}`)),
    words(t('pushes.count'), ({ count }) => String(count), { className: 'figures' }),
    words(t('pushes.from'), ({ from }) => from, { className: 'font-mono text-label', isMinor: true }),
    words(t('orders.detail'), ({ detail }) => detail, { className: 'text-ink-2', isMinor: true }),
  ]
  return (
    <Table
      label={t('pushes.refused')}
      columns={columns}
      rows={pushes}
      keyOf={({ sender, reason }) => `${sender} ${reason}`}
      isPartial={isPartial}
      file="refused-pushes"
    />
  )
}
