import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'wouter'
import { balanceQuery, concentratorChoiceQuery } from '../../api/network-queries.ts'
import { summaryQuery } from '../../api/queries.ts'
import { useText } from '../../i18n/use-text.ts'
import { Segmented } from '../../kit/form/segmented.tsx'
import { Select } from '../../kit/form/select.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { addDays } from '../../meter/curve/time/calendar.ts'
import { BalanceDay } from './balance-day.tsx'
import { BalanceDays } from './balance-days.tsx'

const spans = ['7', '14', '31'] as const
type Span = (typeof spans)[number]

/** What went into each transformer, what its meters counted, and what that says. */
export function BalanceTab() {
  const t = useText()
  const [params, setParams] = useSearchParams()
  const { data: choice, error: noChoice, refetch } = useQuery(concentratorChoiceQuery)
  const { data: summary } = useQuery({ ...summaryQuery, refetchInterval: false })
  const concentrator = params.get('concentrator') ?? choice?.items[0]?.id
  const span: Span = spans.find(known => known === params.get('days')) ?? '14'
  const set = (name: string, value: string) =>
    setParams(
      now => {
        const next = new URLSearchParams(now)
        next.set(name, value)
        return next
      },
      { replace: true },
    )
  if (noChoice) {
    return <Failure what={t('concentrators.failed')} error={noChoice} onRetry={() => void refetch()} />
  }
  if (!choice || !summary) return <Skeleton lines={6} />
  if (concentrator === undefined) {
    return (
      <Empty title={t('concentrators.none')}>
        <Link href="/network" className="link">
          {t('concentrators.all')}
        </Link>
      </Empty>
    )
  }
  const lastDay = summary.completeness.day
  const range = { concentrator, from: addDays(lastDay, 1 - Number(span)), to: lastDay }
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end gap-3">
        <Select
          label={t('balance.transformer')}
          options={choice.items.map(({ id, substation }) => ({ key: id, name: `${id} · ${substation}` }))}
          value={concentrator}
          onChange={id => set('concentrator', id)}
          className="min-w-48"
        />
        <Segmented
          label={t('curve.period')}
          options={spans.map(key => ({ key, name: t('balance.days', { count: Number(key) }) }))}
          value={span}
          onChange={days => set('days', days)}
        />
      </div>
      <Balances
        range={range}
        timeZone={summary.timeZone}
        day={params.get('day')}
        onDay={day => set('day', day)}
      />
    </>
  )
}

interface BalancesProps {
  readonly range: { readonly concentrator: string; readonly from: string; readonly to: string }
  readonly timeZone: string
  readonly day: string | null
  readonly onDay: (day: string) => void
}

function Balances({ range, timeZone, day, onDay }: BalancesProps) {
  const t = useText()
  const { data, error, refetch } = useQuery({ ...balanceQuery(range), placeholderData: keepPreviousData })
  if (error) return <Failure what={t('balance.failed')} error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton lines={8} />
  const newest = data.findLast(({ intervals }) => intervals.known > 0)
  if (!newest) return <Empty title={t('balance.none')}>{t('balance.none.next')}</Empty>
  // The newest day with figures, unless another one is asked for.
  const shown = data.find(balance => balance.day === day) ?? newest
  return (
    <div className="flex flex-col gap-4">
      <BalanceDays balances={data} selected={shown.day} onSelect={onDay} />
      <BalanceDay balance={shown} timeZone={timeZone} />
    </div>
  )
}
