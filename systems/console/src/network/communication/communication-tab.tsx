import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../../api/client.ts'
import type { ConcentratorCommunication, MeterCommunication } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { Select } from '../../kit/form/select.tsx'
import { List, whole } from '../../kit/list/list.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { DayHeat } from './day-heat.tsx'

const spans = ['7', '14', '30'] as const
type Span = (typeof spans)[number]

function metersQuery(days: number) {
  return infiniteQueryOptions({
    queryKey: ['communication', days],
    queryFn: ({ pageParam, signal }) =>
      answerOf(
        api.GET('/api/v1/communication-statistics', {
          params: { query: { days, limit: 100, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor ?? undefined,
  })
}

function concentratorsQuery(days: number) {
  return queryOptions({
    queryKey: ['communication', 'concentrators', days],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/communication-statistics/concentrators', { params: { query: { days } }, signal }),
      ),
  })
}

/** How well meters and concentrators were reached: shares, retries, latency, and a day map. */
export default function CommunicationTab() {
  const t = useText()
  const format = useFormat()
  const [span, setSpan] = useState<Span>('7')
  const days = Number(span)
  const meters = useInfiniteQuery(metersQuery(days))
  const concentrators = useQuery(concentratorsQuery(days))
  const latencies = <
    Row extends { latencyP50: number | null; latencyP95: number | null },
  >(): Column<Row>[] => [
    figures<Row, number>(t('communication.p50'), ({ latencyP50 }) => latencyP50, format.count),
    figures<Row, number>(t('communication.p95'), ({ latencyP95 }) => latencyP95, format.count, {
      isMinor: true,
    }),
  ]
  const meterColumns: Column<MeterCommunication>[] = [
    words(t('event.meter'), ({ endDevice }) => endDevice, {
      className: 'font-mono text-label',
      cell: ({ endDevice }) => (
        <Link href={`/meters/${encodeURIComponent(endDevice)}`} className="link">
          {endDevice}
        </Link>
      ),
    }),
    figures(t('communication.success'), ({ success }) => success, format.share),
    figures(t('communication.retries'), ({ retries }) => retries, format.count, { isMinor: true }),
    ...latencies<MeterCommunication>(),
    figures(t('communication.hops'), ({ hops }) => hops, format.count, { isMinor: true }),
    figures(
      t('communication.signal'),
      ({ signal }) => signal,
      value => format.decimal(value, 1),
      { isMinor: true },
    ),
    { name: t('communication.days'), cell: ({ days: each }) => <DayHeat days={each} /> },
  ]
  const concentratorColumns: Column<ConcentratorCommunication>[] = [
    words(t('communication.concentrator'), ({ concentrator }) => concentrator, {
      cell: ({ concentrator }) => (
        <Link href={`/network/concentrators/${encodeURIComponent(concentrator)}`} className="link">
          {concentrator}
        </Link>
      ),
    }),
    figures(t('communication.meters'), ({ meters: count }) => count, format.count),
    figures(t('communication.silent'), ({ silent }) => silent, format.count),
    figures(t('communication.success'), ({ success }) => success, format.share),
    figures(t('communication.occupancy'), ({ occupancy }) => occupancy, format.share, { isMinor: true }),
    figures(
      t('communication.hops'),
      ({ hops }) => hops,
      value => format.decimal(value, 1),
      { isMinor: true },
    ),
    ...latencies<ConcentratorCommunication>(),
  ]
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Select
          label={t('communication.span')}
          options={spans.map(key => ({ key, name: t('communication.last-days', { days: Number(key) }) }))}
          value={span}
          onChange={setSpan}
          className="w-48"
        />
        <a href={`/api/v1/communication-statistics/csv?days=${span}`} download className="link">
          {t('communication.csv')}
        </a>
      </div>
      {concentrators.data && concentrators.data.items.length > 0 && (
        <Section title={t('network.tab.concentrators')}>
          <List source={whole(concentrators)} failed={t('communication.failed')} empty={null}>
            {shown => (
              <Table
                label={t('network.tab.concentrators')}
                columns={concentratorColumns}
                rows={shown}
                keyOf={({ concentrator }) => concentrator}
                file="communication-concentrators"
              />
            )}
          </List>
        </Section>
      )}
      <List
        source={meters}
        failed={t('communication.failed')}
        empty={<Empty title={t('communication.none')}>{t('communication.none.next')}</Empty>}
        more={t('communication.more')}
      >
        {(shown, isPartial) => (
          <Table
            label={t('network.tab.communication')}
            columns={meterColumns}
            rows={shown}
            isPartial={isPartial}
            keyOf={({ endDevice }) => endDevice}
          />
        )}
      </List>
    </div>
  )
}
