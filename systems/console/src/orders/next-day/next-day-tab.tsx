import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../../api/client.ts'
import type { ConfigurationCheck } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Segmented } from '../../kit/form/segmented.tsx'
import { List } from '../../kit/list/list.tsx'
import { Mark, type Shape } from '../../kit/mark.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'

type State = ConfigurationCheck['state']

const shapes: Record<State, Shape> = {
  waiting: 'info',
  coherent: 'normal',
  differs: 'major',
  unknown: 'unknown',
}
const states = Object.keys(shapes) as State[]

function checksQuery(state: State | undefined) {
  return infiniteQueryOptions({
    queryKey: ['configuration-checks', state ?? 'any'],
    queryFn: ({ pageParam, signal }) => {
      const query = { state, limit: 100, cursor: pageParam }
      return answerOf(api.GET('/api/v1/configuration-checks', { params: { query }, signal }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
    refetchInterval: 30_000,
  })
}

/** Whether meters show the day after what their new configuration says; each row opens what is otherwise. */
export default function NextDayTab() {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const [state, setState] = useState<State | 'any'>('any')
  const checks = useInfiniteQuery(checksQuery(state === 'any' ? undefined : state))
  const columns: Column<ConfigurationCheck>[] = [
    words(t('event.meter'), ({ endDevice }) => endDevice, { className: 'font-mono text-label' }),
    words(t('meter.state'), check => t(`next-day.${check.state}`), {
      cell: check => (
        <span className="flex items-center gap-2">
          <Mark shape={shapes[check.state]} />
          {t(`next-day.${check.state}`)}
        </span>
      ),
    }),
    figures(
      t('next-day.configured'),
      ({ configuredAt }) => configuredAt,
      at => format.minute(zone, at),
    ),
    figures(
      t('next-day.looked'),
      ({ checkedAt, dueAt }) => checkedAt ?? dueAt,
      at => format.minute(zone, at),
      { isMinor: true },
    ),
    words(t('next-day.order'), ({ control }) => control, {
      isMinor: true,
      cell: ({ control }) => (
        <Link href={`/orders/order/${encodeURIComponent(control)}`} className="link font-mono text-label">
          {control.slice(0, 8)}
        </Link>
      ),
    }),
    words(t('next-day.work'), ({ workRequest }) => workRequest, {
      cell: ({ workRequest }) =>
        workRequest && (
          <Link href="/orders/work" className="link">
            {t('next-day.asked')}
          </Link>
        ),
    }),
  ]
  return (
    <>
      <p className="mb-4 max-w-prose text-ink-2">{t('next-day.meaning')}</p>
      <List
        source={checks}
        failed={t('next-day.failed')}
        empty={<Empty title={t('next-day.none')}>{t('next-day.none.next')}</Empty>}
        more={t('next-day.older')}
        bar={
          <div className="max-w-full overflow-x-auto">
            <Segmented<State | 'any'>
              label={t('meter.state')}
              options={[
                { key: 'any', name: t('messages.any') },
                ...states.map(key => ({ key, name: t(`next-day.${key}`) })),
              ]}
              value={state}
              onChange={setState}
            />
          </div>
        }
      >
        {(shown, isPartial) => (
          <Table
            label={t('orders.tab.next-day')}
            columns={columns}
            rows={shown}
            keyOf={({ control }) => control}
            isPartial={isPartial}
            detail={check => <Detail check={check} />}
            file="next-day-checks"
          />
        )}
      </List>
    </>
  )
}

function Detail({ check: { state, findings, endDevice } }: { check: ConfigurationCheck }) {
  const t = useText()
  return (
    <div className="flex flex-col gap-2">
      {(state === 'waiting' || state === 'coherent') && (
        <p className="text-ink-2">{t(state === 'waiting' ? 'next-day.not-yet' : 'next-day.as-said')}</p>
      )}
      <ul className="flex flex-col gap-1">
        {findings.map(finding => (
          <li key={finding}>{finding}</li>
        ))}
      </ul>
      <p>
        <Link href={`/meters/${encodeURIComponent(endDevice)}/orders`} className="link">
          {t('next-day.orders-of', { meter: endDevice })}
        </Link>
      </p>
    </div>
  )
}
