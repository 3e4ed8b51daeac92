import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { WorkRequestDetail } from '../../api/resources.ts'
import { useText } from '../../i18n/use-text.ts'
import { Skeleton } from '../../kit/states.tsx'
import { type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { workRequestQuery } from './work-queries.ts'

type Line = WorkRequestDetail['items'][number]

/** The meters of a work request, and what became of each. */
export function WorkLines({ id }: { id: string }) {
  const t = useText()
  const { data } = useQuery(workRequestQuery(id))
  if (data === undefined) return <Skeleton lines={3} />
  const columns: Column<Line>[] = [
    words(t('event.meter'), ({ endDevice }) => endDevice, {
      cell: ({ endDevice }) => (
        <Link href={`/meters/${encodeURIComponent(endDevice)}/orders`} className="link font-mono text-label">
          {endDevice}
        </Link>
      ),
    }),
    words(t('meter.state'), ({ state }) => t(`work.line.${state}`)),
    words(t('work.why'), ({ why, error }) => error ?? why, { className: 'text-ink-2' }),
  ]
  return (
    <Table
      label={t('work.lines')}
      columns={columns}
      rows={data.items}
      keyOf={({ endDevice, control }) => `${endDevice} ${control}`}
      isBare
      file="work-lines"
    />
  )
}
