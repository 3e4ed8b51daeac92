import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { type ControlFilter, controlQuery, controlsQuery } from '../../../api/network-queries.ts'
import type { Control } from '../../../api/resources.ts'
import { useFormat } from '../../../i18n/use-format.ts'
import { useText } from '../../../i18n/use-text.ts'
import { useSystemZone } from '../../../i18n/use-zone.ts'
import { List } from '../../../kit/list/list.tsx'
import { Empty, Skeleton } from '../../../kit/states.tsx'
import { type Column, figures, Nothing, words } from '../../../kit/table/column.tsx'
import { Table } from '../../../kit/table/table.tsx'
import { OrderReports } from '../order-progress.tsx'
import { OrderState } from '../order-state.tsx'
import { OrderWaits } from '../order-waits.tsx'
import { orderWords, reasonOf, waitOf } from '../order-words.ts'

/** Orders and what became of them, the newest first; each opens its history. */
export function OrderList({ filter, hasMeter = false }: { filter: ControlFilter; hasMeter?: boolean }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const controls = useInfiniteQuery(controlsQuery(filter))
  const meter = words<Control>(t('event.meter'), ({ endDevice }) => endDevice, {
    cell: ({ endDevice }) =>
      endDevice ? (
        <Link href={`/meters/${encodeURIComponent(endDevice)}`} className="link font-mono text-label">
          {endDevice}
        </Link>
      ) : (
        <Nothing />
      ),
  })
  const columns: Column<Control>[] = [
    words(t('orders.order'), control => orderWords(control, t, format)),
    ...(hasMeter ? [meter] : []),
    words(t('meter.state'), ({ state }) => t(`order.state.${state}`), {
      cell: ({ state }) => <OrderState state={state} />,
    }),
    figures(
      t('orders.asked'),
      ({ createdAt }) => createdAt,
      at => format.minute(zone, at),
      {
        className: 'text-ink-2',
      },
    ),
    words(t('orders.by'), ({ requestedBy }) => requestedBy),
    words(t('orders.detail'), control => reasonOf(control, t) ?? waitOf(control, t), {
      className: 'text-ink-2',
    }),
  ]
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
          columns={columns}
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
  const t = useText()
  const { data } = useQuery(controlQuery(id))
  if (data === undefined) return <Skeleton lines={2} />
  return (
    <>
      <p>
        <Link href={`/orders/order/${encodeURIComponent(id)}`} className="link">
          {t('order.page')}
        </Link>
      </p>
      <OrderWaits control={data} />
      {data.way === 'job' && <OrderReports control={data} />}
    </>
  )
}
