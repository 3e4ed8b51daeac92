import { useState } from 'react'
import type { ConcentratorDetail, LineStatistics } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { Button } from '../../kit/form/button.tsx'
import { Section } from '../../kit/page/section.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, figures, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { CompletenessBars } from '../../overview/completeness-bars.tsx'
import { type Bar, midnights, startOfDayIn } from './bars.ts'
import { TimeBars } from './time-bars.tsx'

/** What the concentrator counted on its line in the last seven days, and what of its nights is stored. */
export function StatisticsTab({ concentrator }: { concentrator: ConcentratorDetail }) {
  const t = useText()
  const format = useFormat()
  const [isTable, setTable] = useState(false)
  const { statistics, days } = concentrator
  const zone = useSystemZone()
  const first = statistics[0]
  const last = statistics.at(-1)
  const nights = (
    <Section title={t('statistics.completeness')}>
      <CompletenessBars days={days} />
    </Section>
  )
  if (!first || !last) {
    return (
      <div className="flex flex-col gap-4">
        {nights}
        <Empty title={t('statistics.none')}>{t('statistics.none.next')}</Empty>
      </div>
    )
  }
  const barsOf = (value: (item: LineStatistics) => number | null): Bar[] =>
    statistics.map(item => ({ from: Date.parse(item.since), to: Date.parse(item.until), value: value(item) }))
  const ticks = midnights(Date.parse(first.since), Date.parse(last.until), startOfDayIn(zone)).map(at => ({
    at,
    name: new Intl.DateTimeFormat(format.locale, { weekday: 'short', day: 'numeric', timeZone: zone }).format(
      at,
    ),
  }))
  const common = { ticks, sayTime: ({ from }: Bar) => format.minute(zone, from) }
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 desk:grid-cols-2">
        {nights}
        <Section title={t('statistics.success')}>
          <TimeBars
            {...common}
            name={t('statistics.success')}
            bars={barsOf(item => item.success)}
            top={1}
            say={format.share}
          />
        </Section>
        <Section title={t('statistics.airtime')}>
          <TimeBars
            {...common}
            name={t('statistics.airtime')}
            bars={barsOf(item => item.occupancy)}
            say={format.share}
          />
        </Section>
        <Section title={t('statistics.frames')}>
          <TimeBars
            {...common}
            name={t('statistics.frames')}
            bars={barsOf(item => item.frames)}
            say={format.count}
          />
        </Section>
      </div>
      <Button className="self-start" aria-expanded={isTable} onPress={() => setTable(!isTable)}>
        {t('statistics.table')}
      </Button>
      {isTable && <StatisticsTable statistics={statistics} />}
    </div>
  )
}

/** The same figures as rows, the newest first. */
function StatisticsTable({ statistics }: { statistics: readonly LineStatistics[] }) {
  const zone = useSystemZone()
  const t = useText()
  const format = useFormat()
  const columns: Column<LineStatistics>[] = [
    words(t('statistics.hour'), ({ since }) => since, {
      className: 'figures',
      cell: ({ since }) => format.minute(zone, since),
    }),
    figures(t('statistics.success'), ({ success }) => success, format.share),
    figures(t('statistics.exchanges'), ({ exchanges }) => exchanges, format.count),
    figures(t('statistics.frames'), ({ frames }) => frames, format.count),
    figures(t('statistics.airtime'), ({ occupancy }) => occupancy, format.share),
  ]
  return (
    <div>
      <Table
        label={t('statistics.table')}
        columns={columns}
        rows={statistics.toReversed()}
        keyOf={({ since }) => since}
        file="line-statistics"
      />
    </div>
  )
}
