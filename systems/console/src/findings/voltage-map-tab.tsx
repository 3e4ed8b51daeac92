import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { answerOf, api } from '../api/client.ts'
import { concentratorChoiceQuery } from '../api/network-queries.ts'
import type { VoltagePoint } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { Select } from '../kit/form/select.tsx'
import { List, whole } from '../kit/list/list.tsx'
import { Empty } from '../kit/states.tsx'
import { type Column, figures, words } from '../kit/table/column.tsx'
import { Table } from '../kit/table/table.tsx'

function mapQuery(concentrator: string) {
  return queryOptions({
    queryKey: ['voltage-map', concentrator],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/voltage-map', { params: { query: { concentrator } }, signal })),
    enabled: concentrator !== '',
  })
}

/** The limits of slow changes, and what a bar spans around them, V. */
const [lowest, highest] = [207, 253]
const [left, right] = [190, 270]

/** The voltage along a feeder: its meters in their order, each from its least to its greatest. */
export function VoltageMapTab() {
  const t = useText()
  const format = useFormat()
  const { data: choice } = useQuery(concentratorChoiceQuery)
  const [chosen, setChosen] = useState('')
  const concentrator = chosen || (choice?.items[0]?.id ?? '')
  const points = useQuery(mapQuery(concentrator))
  const columns: Column<VoltagePoint>[] = [
    words(t('event.meter'), ({ endDevice }) => endDevice, {
      className: 'font-mono text-label',
      cell: ({ endDevice }) => (
        <Link href={`/meters/${encodeURIComponent(endDevice)}/quality`} className="link">
          {endDevice}
        </Link>
      ),
    }),
    figures(t('communication.hops'), ({ hops }) => hops, format.count, { isMinor: true }),
    words(t('quality.phase'), ({ phase }) => (phase === null ? null : `L${phase}`)),
    { name: t('quality.voltage'), cell: point => <Extent point={point} />, className: 'w-64' },
    figures(
      t('quality.least'),
      ({ least }) => least,
      value => format.decimal(value, 1),
    ),
    figures(
      t('quality.mean'),
      ({ mean }) => mean,
      value => format.decimal(value, 1),
    ),
    figures(
      t('quality.most'),
      ({ most }) => most,
      value => format.decimal(value, 1),
    ),
    figures(t('quality.sags'), ({ sags }) => sags, format.count, { isMinor: true }),
    figures(t('quality.interruptions'), ({ interruptions }) => interruptions, format.count, {
      isMinor: true,
    }),
  ]
  return (
    <div className="flex flex-col gap-4">
      <Select
        label={t('communication.concentrator')}
        options={(choice?.items ?? []).map(({ id }) => ({ key: id, name: id }))}
        value={concentrator}
        onChange={setChosen}
        className="w-64"
      />
      <List
        source={whole(points)}
        failed={t('quality.failed')}
        empty={<Empty title={t('quality.map.none')}>{t('quality.map.none.next')}</Empty>}
      >
        {shown => (
          <>
            {shown.every(({ mean }) => mean === null) && (
              <p className="mb-4 max-w-prose text-ink-2">{t('voltage.none-read')}</p>
            )}
            <Table
              label={t('findings.tab.voltage')}
              columns={columns}
              rows={shown}
              keyOf={({ endDevice, phase }) => `${endDevice} ${phase}`}
              file={`voltage-${concentrator}`}
            />
          </>
        )}
      </List>
    </div>
  )
}

/** From the least to the greatest voltage, with the limits of ±10 %. */
function Extent({ point: { least, mean, most } }: { point: VoltagePoint }) {
  if (least === null || most === null || mean === null) return <span className="text-ink-3">–</span>
  const at = (volts: number) => `${(100 * (Math.min(right, Math.max(left, volts)) - left)) / (right - left)}%`
  const isKept = least >= lowest && most <= highest
  return (
    <span aria-hidden="true" className="relative block h-3 rounded-sm bg-sunken">
      <span
        className={`absolute inset-y-1 rounded-full ${isKept ? 'bg-accent' : 'bg-critical'}`}
        style={{ left: at(least), right: `calc(100% - ${at(most)})` }}
      />
      {[lowest, highest].map(limit => (
        <span key={limit} className="absolute inset-y-0 w-px bg-ink-3" style={{ left: at(limit) }} />
      ))}
      <span className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: at(mean) }} />
    </span>
  )
}
