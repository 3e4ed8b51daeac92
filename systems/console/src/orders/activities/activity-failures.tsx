import { Link } from 'wouter'
import type { ActivityDetail, Control } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'

type Group = ActivityDetail['failures'][number]

/** Orders that failed, grouped by cause, the most first. */
export function ActivityFailures({ activity: { id, failures } }: { activity: ActivityDetail }) {
  const t = useText()
  const format = useFormat()
  const causeOf = ({ cause, state }: Group) =>
    cause === null
      ? t(`order.state.${state as Control['state']}`)
      : t(`order.cause.${cause as NonNullable<Control['cause']>}`)
  const columns: Column<Group>[] = [
    words(t('activity.cause'), causeOf, {
      cell: group => (
        <Link
          href={`/orders?${new URLSearchParams({ activity: id, ...(group.cause ? { cause: group.cause } : { state: group.state }) })}`}
          className="link"
        >
          {causeOf(group)}
        </Link>
      ),
    }),
    figures(
      t('activity.count.failed'),
      ({ count }) => count,
      count => format.count(count),
    ),
    words(t('activity.example'), ({ detail }) => detail, { className: 'text-ink-2', isMinor: true }),
  ]
  return (
    <Table
      label={t('activity.failures')}
      columns={columns}
      rows={failures}
      keyOf={({ cause, state }) => `${cause} ${state}`}
      isBare
      file="activity-failures"
    />
  )
}
