import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { homesQuery } from '../../api/alarm-queries.ts'
import type { IncidentHome } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Segmented } from '../../kit/form/segmented.tsx'
import { Count, List, totalOf } from '../../kit/list/list.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'

const shown = { all: undefined, dark: false, back: true } as const

/** The homes that an incident hit: which are still dark. */
export function Homes({ id }: { id: number }) {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  const [which, show] = useState<keyof typeof shown>('all')
  const homes = useInfiniteQuery(homesQuery(id, shown[which]))
  const columns: Column<IncidentHome>[] = [
    words(t('event.meter'), ({ endDevice }) => endDevice, {
      cell: ({ endDevice }) => (
        <Link href={`/meters/${encodeURIComponent(endDevice)}/events`} className="link font-mono text-label">
          {endDevice}
        </Link>
      ),
    }),
    words(t('meter.usage-point'), ({ usagePoint }) => usagePoint, { isMinor: true }),
    words(
      t('alarms.place'),
      ({ feeder, phase }) => [feeder, phase].filter(part => part !== null).join(' · ') || null,
    ),
    figures(
      t('incident.began'),
      ({ began }) => began,
      at => format.stamp(zone, at),
    ),
    figures(
      t('incident.ended'),
      ({ ended }) => ended,
      at => format.stamp(zone, at),
    ),
    words(
      t('incident.source'),
      ({ source, confirmed }) =>
        confirmed ? t(`incident.source.${source}`) : t('incident.source.unconfirmed'),
      { isMinor: true },
    ),
  ]
  return (
    <Section title={t('incident.homes-hit')} aside={<Count>{totalOf(homes)}</Count>}>
      <List
        source={homes}
        failed={t('alarms.failed')}
        empty={<Empty title={t('incident.no-homes')} />}
        more={t('incident.more-homes')}
        bar={
          <Segmented
            label={t('incident.homes-hit')}
            options={(['all', 'dark', 'back'] as const).map(key => ({
              key,
              name: t(`incident.show.${key}`),
            }))}
            value={which}
            onChange={show}
          />
        }
      >
        {(rows, isPartial) => (
          <div className="overflow-x-auto">
            <Table
              isBare
              label={t('incident.homes-hit')}
              columns={columns}
              rows={rows}
              keyOf={({ endDevice }, index) => `${endDevice} ${index}`}
              isPartial={isPartial}
              file={`incident-${id}`}
            />
          </div>
        )}
      </List>
    </Section>
  )
}
