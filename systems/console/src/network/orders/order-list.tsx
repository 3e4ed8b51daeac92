import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { type ControlFilter, controlQuery, controlsQuery } from '../../api/network-queries.ts'
import type { Control } from '../../api/resources.ts'
import { localZone } from '../../i18n/format/instants.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Empty } from '../../kit/empty.tsx'
import { List } from '../../kit/list/list.tsx'
import { Skeleton } from '../../kit/skeleton.tsx'
import type { Column } from '../../kit/table/column.ts'
import { Nothing, Table } from '../../kit/table/table.tsx'
import { OrderReports } from './order-progress.tsx'
import { OrderState } from './order-state.tsx'
import { orderWords } from './order-words.ts'

/** Orders and what became of them, the newest first; each opens its history. */
export function OrderList({ filter }: { filter: ControlFilter }) {
  const t = useText()
  const format = useFormat()
  const controls = useInfiniteQuery(controlsQuery(filter))
  const columns: Column<Control>[] = [
    {
      id: 'order',
      name: t('orders.order'),
      text: control => orderWords(control, t, format),
      cell: control => orderWords(control, t, format),
    },
    {
      id: 'meter',
      name: t('event.meter'),
      text: ({ endDevice }) => endDevice,
      cell: ({ endDevice }) =>
        endDevice ? (
          <Link href={`/meters/${encodeURIComponent(endDevice)}`} className="link font-mono text-label">
            {endDevice}
          </Link>
        ) : (
          <Nothing />
        ),
    },
    {
      id: 'state',
      name: t('meter.state'),
      text: ({ state }) => t(`order.state.${state}`),
      cell: ({ state }) => <OrderState state={state} />,
    },
    {
      id: 'asked',
      name: t('orders.asked'),
      isNumber: true,
      className: 'text-ink-2',
      text: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => format.minute(localZone(), createdAt),
    },
    {
      id: 'by',
      name: t('orders.by'),
      text: ({ requestedBy }) => requestedBy,
      cell: ({ requestedBy }) => requestedBy,
    },
    {
      id: 'detail',
      name: t('orders.detail'),
      className: 'text-ink-2',
      text: ({ detail }) => detail,
      cell: ({ detail }) => detail ?? <Nothing />,
    },
  ]
  const showsMeter = 'concentrator' in filter
  return (
    <List
      source={controls}
      failed={t('orders.failed')}
      empty={<Empty title={t('orders.none')}>{t('orders.none.next')}</Empty>}
      more={t('orders.older')}
    >
      {(shown, isPartial) => (
        <Table
          label={t('orders.title')}
          columns={showsMeter ? columns : columns.filter(({ id }) => id !== 'meter')}
          rows={shown}
          keyOf={({ id }) => id}
          detail={({ id }) => <OrderHistory id={id} />}
          isPartial={isPartial}
          file="orders"
        />
      )}
    </List>
  )
}

function OrderHistory({ id }: { id: string }) {
  const { data } = useQuery(controlQuery(id))
  return data ? <OrderReports control={data} /> : <Skeleton lines={2} />
}
