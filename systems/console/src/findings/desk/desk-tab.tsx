import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { MeterDataException } from '../../api/resources.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { List } from '../../kit/list/list.tsx'
import { Mark } from '../../kit/mark.tsx'
import { Empty } from '../../kit/states.tsx'
import { type Column, words } from '../../kit/table/column.tsx'
import { Table } from '../../kit/table/table.tsx'
import { DayDetail } from './day-detail.tsx'
import { exceptionsQuery } from './desk-queries.ts'

/** The data desk: days that wait for a person, the worst first; each opens its curve, its versions and what can be done. */
export default function DeskTab() {
  const t = useText()
  const format = useFormat()
  // A rule that found several places says so once; the day itself tells them all.
  const whyOf = (findings: MeterDataException['findings']) =>
    [...new Set(findings.map(({ rule }) => `${rule} ${t(`desk.rule.${rule as 'V01'}`)}`))].join('; ')
  const exceptions = useInfiniteQuery(exceptionsQuery)
  const columns: Column<MeterDataException>[] = [
    words(t('desk.state'), ({ state }) => t(`desk.state.${state}`), {
      cell: ({ state }) => (
        <span className="flex items-center gap-2">
          <Mark shape={state === 'invalid' ? 'critical' : 'major'} />
          {t(`desk.state.${state}`)}
        </span>
      ),
    }),
    words(t('event.meter'), ({ endDevice }) => endDevice, {
      className: 'font-mono text-label',
      cell: ({ endDevice }) => (
        <Link href={`/meters/${encodeURIComponent(endDevice)}`} className="link">
          {endDevice}
        </Link>
      ),
    }),
    words(t('desk.day'), ({ day }) => format.dayLong(day)),
    words(t('desk.channel'), ({ obis }) => obis, { className: 'figures' }),
    words(t('desk.why'), ({ findings }) => whyOf(findings), { className: 'min-w-64' }),
  ]
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink-2">{t('desk.meaning')}</p>
      <List
        source={exceptions}
        failed={t('desk.failed')}
        empty={<Empty title={t('desk.none')}>{t('desk.none.next')}</Empty>}
        more={t('findings.more')}
      >
        {(shown, isPartial) => (
          <Table
            label={t('findings.tab.data')}
            columns={columns}
            rows={shown}
            isPartial={isPartial}
            keyOf={({ endDevice, obis, day }) => `${endDevice} ${obis} ${day}`}
            detail={({ endDevice, obis, day }) => <DayDetail place={{ serial: endDevice, obis, day }} />}
            file="exceptions"
          />
        )}
      </List>
    </div>
  )
}
