import { secondsOf } from '@ferraris/metering'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../../api/client.ts'
import type { RegisterCompleteness } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { ShareBar } from '../../kit/figures.tsx'
import { Segmented } from '../../kit/form/segmented.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { addDays, dayAt } from '../../meter/curve/time/calendar.ts'

const spans = { week: 7, month: 31, quarter: 92 } as const
type Span = keyof typeof spans

function completenessQuery(from: string, to: string) {
  return queryOptions({
    queryKey: ['register-completeness', from, to],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/register-completeness', { params: { query: { from, to } }, signal })),
    // Where nothing was read it is said once, not by a row of zeros for each day.
    select: ({ items }) => ({ items: items.some(({ received }) => received > 0) ? items : [] }),
    refetchInterval: 60_000,
  })
}

/** How many meters have their registers of each midnight: what bills are made of. */
export default function RegistersTab() {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const [span, setSpan] = useState<Span>('month')
  const today = dayAt(secondsOf(Date.now()), zone)
  const completeness = useQuery(completenessQuery(addDays(today, 1 - spans[span]), today))
  const columns: Column<RegisterCompleteness>[] = [
    words(t('registers.midnight'), ({ day }) => format.dayWithYear(day), { order: ({ day }) => day }),
    words(t('registers.closes'), ({ closes }) => t(`registers.closes.${closes}`)),
    figures(t('registers.received'), ({ received }) => received, format.count),
    figures(t('registers.missing'), ({ expected, received }) => expected - received, format.count),
    figures(
      t('registers.share'),
      ({ expected, received }) => (expected === 0 ? null : received / expected),
      share => <ShareBar share={share} />,
    ),
  ]
  return (
    <>
      <p className="mb-4 max-w-prose text-ink-2">{t('registers.meaning')}</p>
      <List
        source={whole(completeness)}
        failed={t('registers.failed')}
        empty={
          <Empty title={t('registers.none')}>
            <Link href="/meters" className="link">
              {t('registers.none.next')}
            </Link>
          </Empty>
        }
        bar={
          <Segmented<Span>
            label={t('registers.span')}
            options={(Object.keys(spans) as Span[]).map(key => ({ key, name: t(`registers.span.${key}`) }))}
            value={span}
            onChange={setSpan}
          />
        }
      >
        {shown => (
          <Table
            label={t('findings.tab.registers')}
            columns={columns}
            rows={shown.toReversed()}
            keyOf={({ day }) => day}
            file="register-completeness"
          />
        )}
      </List>
    </>
  )
}
