import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { Link } from 'wouter'
import { type ControlFilter, controlQuery, controlsQuery } from '../../api/network-queries.ts'
import type { Control } from '../../api/resources.ts'
import { localZone } from '../../i18n/format/instants.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Button } from '../../kit/button.tsx'
import { Empty } from '../../kit/empty.tsx'
import { Failure } from '../../kit/failure.tsx'
import { Icon } from '../../kit/icon.tsx'
import { TablePanel } from '../../kit/scroll-box.tsx'
import { Skeleton } from '../../kit/skeleton.tsx'
import { cellClasses, headClasses, numberClasses, tableClasses } from '../../kit/table-classes.ts'
import { OrderReports } from './order-progress.tsx'
import { OrderState } from './order-state.tsx'
import { orderWords } from './order-words.ts'

/** Orders and what became of them, the newest first; each opens its history. */
export function OrderList({ filter }: { filter: ControlFilter }) {
  const t = useText()
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } =
    useInfiniteQuery(controlsQuery(filter))
  const controls = data?.pages.flatMap(page => page.items) ?? []
  const showsMeter = 'concentrator' in filter
  return (
    <>
      {error && <Failure what={t('orders.failed')} error={error} onRetry={() => void refetch()} />}
      {isPending && <Skeleton lines={4} />}
      {data && controls.length === 0 && <Empty title={t('orders.none')}>{t('orders.none.next')}</Empty>}
      {controls.length > 0 && (
        <TablePanel label={t('orders.title')}>
          <table className={tableClasses}>
            <thead>
              <tr>
                <th className={headClasses}>{t('orders.order')}</th>
                {showsMeter && <th className={headClasses}>{t('event.meter')}</th>}
                <th className={headClasses}>{t('meter.state')}</th>
                <th className={`${headClasses} text-right`}>{t('orders.asked')}</th>
                <th className={headClasses}>{t('orders.by')}</th>
                <th className={headClasses}>{t('orders.detail')}</th>
              </tr>
            </thead>
            <tbody>
              {controls.map(control => (
                <OrderRow key={control.id} control={control} showsMeter={showsMeter} />
              ))}
            </tbody>
          </table>
        </TablePanel>
      )}
      {hasNextPage && (
        <Button className="mt-4" isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
          {t('orders.older')}
        </Button>
      )}
    </>
  )
}

function OrderRow({ control, showsMeter }: { control: Control; showsMeter: boolean }) {
  const t = useText()
  const format = useFormat()
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const words = orderWords(control, t, format)
  const { endDevice, state, createdAt, requestedBy, detail } = control
  return (
    <>
      <tr>
        <td className={cellClasses}>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={() => setOpen(!isOpen)}
            className="-ml-1 flex items-center gap-1 rounded-control px-1 font-medium hover:text-accent"
          >
            <span className={`text-ink-3 ${isOpen ? 'rotate-90' : ''}`}>
              <Icon name="forward" size={10} />
            </span>
            {words}
          </button>
        </td>
        {showsMeter && (
          <td className={cellClasses}>
            {endDevice ? (
              <Link href={`/meters/${encodeURIComponent(endDevice)}`} className="link font-mono text-label">
                {endDevice}
              </Link>
            ) : (
              '–'
            )}
          </td>
        )}
        <td className={cellClasses}>
          <OrderState state={state} />
        </td>
        <td className={`${cellClasses} ${numberClasses} text-ink-2`}>
          {format.minute(localZone(), createdAt)}
        </td>
        <td className={cellClasses}>{requestedBy}</td>
        <td className={`${cellClasses} text-ink-2`}>{detail ?? '–'}</td>
      </tr>
      {isOpen && (
        <tr id={id}>
          <td colSpan={showsMeter ? 6 : 5} className="border-b border-line py-3 pl-5">
            <OrderHistory id={control.id} />
          </td>
        </tr>
      )}
    </>
  )
}

function OrderHistory({ id }: { id: string }) {
  const { data } = useQuery(controlQuery(id))
  return data ? <OrderReports control={data} /> : <Skeleton lines={2} />
}
