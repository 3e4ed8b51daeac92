import { msPerDay, msPerMinute } from '@ferraris/metering'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { reliabilityQuery } from '../api/alarm-queries.ts'
import type { Reliability } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Fact } from '../kit/figures.tsx'
import { Segmented } from '../kit/form/segmented.tsx'
import { Empty, Failure, Skeleton } from '../kit/states.tsx'
import { type Column, figures, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'

type Row = Reliability['items'][number]

const spans = { month: 30, quarter: 91, year: 365 } as const

/** How often and how long customers were without supply, by feeder. */
export default function ReliabilityTab() {
  const t = useText()
  const format = useFormat()
  const [span, choose] = useState<keyof typeof spans>('year')
  const [by, group] = useState<'feeder' | 'substation'>('feeder')
  // The period counts from when the page was opened: as part of a query's key it must hold still.
  const [to] = useState(() => Math.ceil(Date.now() / msPerMinute) * msPerMinute)
  const from = new Date(to - spans[span] * msPerDay).toISOString()
  const query = useQuery(reliabilityQuery(from, new Date(to).toISOString(), by))
  const number = (decimals: number) => (value: number) => format.decimal(value, decimals)
  const columns: Column<Row>[] = [
    words(t('reliability.substation'), ({ substation }) => substation ?? t('incident.no-place')),
    ...(by === 'feeder' ? [words<Row>(t('reliability.feeder'), ({ feeder }) => feeder)] : []),
    figures(t('reliability.customers'), ({ customers }) => customers, format.count),
    figures('SAIDI (min)', ({ saidi }) => saidi, number(2)),
    figures('SAIFI', ({ saifi }) => saifi, number(3)),
    figures('CAIDI (min)', ({ caidi }) => caidi, number(1)),
    figures(t('reliability.long'), ({ long }) => long, format.count, { isMinor: true }),
    figures(t('reliability.short'), ({ short }) => short, format.count, { isMinor: true }),
    figures('MAIFI', ({ maifi }) => maifi, number(3), { isMinor: true }),
  ]
  const { data, error } = query
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <Segmented
          label={t('reliability.span')}
          options={(['month', 'quarter', 'year'] as const).map(key => ({
            key,
            name: t(`reliability.span.${key}`),
          }))}
          value={span}
          onChange={choose}
        />
        <Segmented
          label={t('reliability.by')}
          options={(['feeder', 'substation'] as const).map(key => ({ key, name: t(`reliability.${key}`) }))}
          value={by}
          onChange={group}
        />
      </div>
      {error && <Failure what={t('reliability.failed')} error={error} onRetry={() => void query.refetch()} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && (
        <>
          <dl className="panel mb-4 flex flex-wrap gap-x-10 gap-y-3 px-5 py-4">
            {(['saidi', 'saifi', 'caidi', 'maifi'] as const).map(name => (
              <Fact key={name} name={`${name.toUpperCase()}${name.endsWith('di') ? ' (min)' : ''}`}>
                <span className="text-section font-semibold">{number(2)(data.total[name] ?? 0)}</span>
              </Fact>
            ))}
            <Fact name={t('reliability.customers')}>{format.count(data.total.customers)}</Fact>
            <Fact name={t('reliability.minutes')}>{number(0)(data.total.minutes)}</Fact>
          </dl>
          {data.items.length === 0 ? (
            <Empty title={t('overview.no-meters')} />
          ) : (
            <Table
              label={t('alarms.tab.reliability')}
              columns={columns}
              rows={data.items}
              keyOf={({ substation, feeder }) => `${substation} ${feeder}`}
              file="reliability"
            />
          )}
          <p className="label mt-3 max-w-prose">
            {t('reliability.means', { minutes: data.longFromSeconds / 60 })}
          </p>
        </>
      )}
    </>
  )
}
