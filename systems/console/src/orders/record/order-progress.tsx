import { useQuery } from '@tanstack/react-query'
import { ProgressBar } from 'react-aria-components'
import { Link } from 'wouter'
import { controlQuery, settledStates } from '../../api/network-queries.ts'
import type { ControlDetail } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { OrderState } from './order-state.tsx'
import { OrderWaits } from './order-waits.tsx'
import { orderWords, progressOf, reasonOf } from './order-words.ts'

/** An order on its way: how far it is, and what came of it. */
export function OrderProgress({ id }: { id: string }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const { data: control } = useQuery(controlQuery(id))
  if (!control) return null
  const { state, endDevice } = control
  const reason = reasonOf(control, t)
  const words = orderWords(control, t, format)
  return (
    <div role="status" className="rounded-panel border border-line px-4 py-3">
      <p className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="font-medium">{words}</span>
        <OrderState state={state} />
      </p>
      {!settledStates.includes(state) && (
        <ProgressBar aria-label={words} value={progressOf(state) * 100} className="mt-2">
          <div className="h-1 overflow-hidden rounded-full bg-sunken">
            <div className="h-full bg-accent" style={{ width: `${progressOf(state) * 100}%` }} />
          </div>
        </ProgressBar>
      )}
      {reason && <p className="mt-1 text-ink-2">{reason}</p>}
      <OrderWaits control={control} />
      {control.result && endDevice && (
        <p className="mt-1">
          <Link href={`/meters/${encodeURIComponent(endDevice)}/registers`} className="link">
            {t('order.result', { time: format.clock(zone, control.result.time) })}
          </Link>
        </p>
      )}
    </div>
  )
}

/** What the concentrator reported of an order, oldest first. */
export function OrderReports({ control }: { control: ControlDetail }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  if (control.reports.length === 0) return <p className="text-ink-2">{t('orders.no-reports')}</p>
  return (
    <ol className="flex flex-col gap-1">
      {control.reports.map(({ at, state, attempts, detail }) => (
        <li key={`${at} ${state}`} className="flex flex-wrap gap-x-4">
          <time dateTime={at} className="figures text-ink-3">
            {format.stamp(zone, at)}
          </time>
          <OrderState state={state} />
          <span className="figures text-ink-2">{t('orders.attempts', { count: attempts })}</span>
          {detail && <span className="text-ink-2">{detail}</span>}
        </li>
      ))}
    </ol>
  )
}
