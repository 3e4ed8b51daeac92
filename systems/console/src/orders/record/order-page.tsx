import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Link } from 'wouter'
import { messagesQuery } from '../../api/integration-queries.ts'
import { controlQuery } from '../../api/network-queries.ts'
import type { ControlDetail } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Fact } from '../../kit/figures.tsx'
import { Page } from '../../kit/page/page.tsx'
import { Section } from '../../kit/page/section.tsx'
import { part } from '../../kit/part/part.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { useMay } from '../../session/session.ts'
import { OrderProgress, OrderReports } from './order-progress.tsx'
import { OrderSteps } from './order-steps.tsx'
import { orderWords } from './order-words.ts'

// The viewer of frames comes when there are some.
const OrderFrames = part(() => import('./order-frames.tsx'))

/** One order from the message that asked for it to what the meter said. */
export default function OrderPage({ id }: { id: string }) {
  const t = useText()
  const format = useFormat()
  const mayOrder = useMay('operator')
  const { data: control, error, refetch } = useQuery(controlQuery(id))
  return (
    <Page title={control ? orderWords(control, t, format) : t('orders.order')}>
      {error && <Failure what={t('orders.failed')} error={error} onRetry={() => void refetch()} />}
      {!control && !error && <Skeleton lines={8} />}
      {control && (
        <div className="flex flex-col gap-4">
          <OrderFacts control={control} />
          <OrderProgress id={id} />
          {control.steps.length > 0 && (
            <Section title={t('order.steps')}>
              <OrderSteps steps={control.steps} />
            </Section>
          )}
          {control.way === 'job' && (
            <Section title={t('order.reports')}>
              <OrderReports control={control} />
            </Section>
          )}
          <OrderMessages id={id} />
          {mayOrder && control.way === 'session' && control.attempts > 0 && (
            <Suspense fallback={<Skeleton lines={4} />}>
              <OrderFrames key={control.attempts} id={id} />
            </Suspense>
          )}
        </div>
      )}
    </Page>
  )
}

const instants = ['requested', 'sent', 'confirmed', 'verified'] as const

function OrderFacts({ control }: { control: ControlDetail }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const { endDevice, concentrator, activity, way, priority, requestedBy, attempts, mostAttempts } = control
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      {endDevice && (
        <Fact name={t('event.meter')}>
          <Link
            href={`/meters/${encodeURIComponent(endDevice)}/orders`}
            className="link font-mono text-label"
          >
            {endDevice}
          </Link>
        </Fact>
      )}
      {concentrator && (
        <Fact name={t('order.concentrator')}>
          <Link
            href={`/network/concentrators/${encodeURIComponent(concentrator)}/orders`}
            className="link font-mono text-label"
          >
            {concentrator}
          </Link>
        </Fact>
      )}
      {activity && (
        <Fact name={t('order.activity')}>
          <Link href={`/orders/activities/${encodeURIComponent(activity)}`} className="link">
            {activity}
          </Link>
        </Fact>
      )}
      <Fact name={t('order.way')}>{t(`order.way.${way}`)}</Fact>
      <Fact name={t('order.priority')}>{t(`order.priority.${priority}`)}</Fact>
      <Fact name={t('orders.by')}>{requestedBy}</Fact>
      <Fact name={t('order.tries')}>
        {format.count(attempts)} / {format.count(mostAttempts)}
      </Fact>
      {instants.map(name => {
        const at = control[name]
        return (
          <Fact key={name} name={t(`order.time.${name}`)}>
            {at ? format.stamp(zone, at) : '–'}
          </Fact>
        )
      })}
    </dl>
  )
}

/** Messages of other systems that led to it or were told of it; nothing where there are none. */
function OrderMessages({ id }: { id: string }) {
  const t = useText()
  const { data } = useInfiniteQuery(messagesQuery({ endDeviceControl: id }))
  const messages = data?.pages[0]?.items ?? []
  if (messages.length === 0) return null
  return (
    <Section title={t('room.messages')}>
      <ul className="flex flex-col gap-1">
        {messages.map(({ id: number, direction, verb, noun, state, source, destination }) => (
          <li key={number} className="flex flex-wrap gap-x-3">
            <span className="text-ink-2">{t(`messages.direction.${direction}`)}</span>
            <Link href={`/messages?endDeviceControl=${encodeURIComponent(id)}`} className="link">
              {verb} {noun}
            </Link>
            <span>{destination ?? source}</span>
            <span className="text-ink-2">{t(`messages.state.${state}`)}</span>
          </li>
        ))}
      </ul>
    </Section>
  )
}
