import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { leftOutQuery } from '../../api/activity-queries.ts'
import type { ActivityDetail, LeftOutMeter } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { List } from '../../kit/list/list.tsx'
import { type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'

/** Meters that were named and got no order, with the reason of each. */
export function LeftOut({ activity: { id, leftOutBy } }: { activity: ActivityDetail }) {
  const t = useText()
  const format = useFormat()
  const meters = useInfiniteQuery(leftOutQuery(id))
  const columns: Column<LeftOutMeter>[] = [
    words(t('event.meter'), ({ endDevice }) => endDevice, {
      cell: ({ endDevice, reason }) =>
        reason === 'unknown' ? (
          endDevice
        ) : (
          <Link href={`/meters/${encodeURIComponent(endDevice)}`} className="link font-mono text-label">
            {endDevice}
          </Link>
        ),
    }),
    words(t('activity.reason'), ({ reason }) => t(`activity.reason.${reason}`)),
    words(t('orders.detail'), ({ detail }) => detail, { className: 'text-ink-2', isMinor: true }),
    words(t('activity.exchanged-for'), ({ exchangedFor }) => exchangedFor ?? '', {
      isMinor: true,
      cell: ({ exchangedFor }) =>
        exchangedFor === null ? null : (
          <Link href={`/meters/${encodeURIComponent(exchangedFor)}`} className="link font-mono text-label">
            {exchangedFor}
          </Link>
        ),
    }),
  ]
  return (
    <div className="flex flex-col gap-3">
      <ul className="flex flex-wrap gap-x-5 text-ink-2">
        {leftOutBy.map(({ reason, count }) => (
          <li key={reason}>
            {t(`activity.reason.${reason}`)} <span className="figures">{format.count(count)}</span>
          </li>
        ))}
      </ul>
      <List source={meters} failed={t('activity.failed')} empty={null} more={t('activity.more-meters')}>
        {(shown, isPartial) => (
          <Table
            label={t('activity.left-out', { count: shown.length })}
            columns={columns}
            rows={shown}
            keyOf={({ endDevice }) => endDevice}
            isPartial={isPartial}
            isBare
            file="left-out"
          />
        )}
      </List>
    </div>
  )
}
