import { useFormat } from '../../i18n/use-format.ts'
import { useText } from '../../i18n/use-text.ts'
import { useSystemZone } from '../../i18n/use-zone.ts'
import { SeverityMark } from '../../kit/mark.tsx'
import { Nothing } from '../../kit/table/column.tsx'
import type { TrackColumn } from '../../kit/table/long-table.tsx'
import { useNow } from '../../kit/use-now.ts'
import type { DeskRow } from './desk-rows.ts'

/** What the desk shows of each line. */
export function useDeskColumns(): readonly TrackColumn<DeskRow>[] {
  const t = useText()
  const format = useFormat()
  const zone = useSystemZone()
  return [
    {
      id: 'name',
      name: t('alarms.what'),
      track: 'minmax(14rem, 2fr)',
      cell: row => <Name row={row} />,
      text: ({ name }) => name,
    },
    {
      id: 'severity',
      name: t('event.severity'),
      track: '5rem',
      cell: ({ severity }) => t(`severity.${severity}`),
      text: ({ severity }) => t(`severity.${severity}`),
    },
    {
      id: 'place',
      name: t('alarms.place'),
      track: 'minmax(11rem, 1.5fr)',
      cell: ({ key, place }) =>
        place === '' ? (
          <span className="text-ink-2">{t('alarms.several-places')}</span>
        ) : (
          <span className={key.startsWith('a') ? 'font-mono text-label' : ''}>{place}</span>
        ),
      text: ({ place }) => place,
    },
    {
      id: 'extent',
      name: t('alarms.extent'),
      track: 'minmax(8rem, 1fr)',
      cell: row => <Extent row={row} />,
      text: ({ affected }) => affected,
    },
    {
      id: 'course',
      name: t('alarms.course'),
      track: 'minmax(6.5rem, .8fr)',
      cell: ({ course }) => <span className="text-ink-2">{t(`incident.course.${course}`)}</span>,
      text: ({ course }) => t(`incident.course.${course}`),
    },
    {
      id: 'state',
      name: t('meter.state'),
      track: 'minmax(7rem, .9fr)',
      cell: ({ state }) => (
        <span className={state === 'new' ? 'font-semibold' : 'text-ink-2'}>{t(`alarms.state.${state}`)}</span>
      ),
      text: ({ state }) => t(`alarms.state.${state}`),
    },
    {
      id: 'assigned',
      name: t('alarms.assigned-to'),
      track: 'minmax(6rem, .8fr)',
      cell: ({ assignedTo }) => assignedTo ?? <Nothing />,
      text: ({ assignedTo }) => assignedTo,
    },
    {
      id: 'since',
      name: t('alarms.age'),
      track: 'minmax(6rem, .7fr)',
      isNumber: true,
      cell: ({ since }) => <Age since={since} />,
      text: ({ since }) => format.stamp(zone, since),
    },
  ]
}

/** What a phone shows of a line. */
export function usePhoneCells() {
  const t = useText()
  return (row: DeskRow) => ({
    below: [row.place || t('alarms.several-places'), t(`alarms.state.${row.state}`), row.assignedTo]
      .filter(part => part !== null)
      .join(' · '),
    end: (
      <>
        <Extent row={row} />
        <span className="figures text-ink-3">
          <Age since={row.since} />
        </span>
      </>
    ),
  })
}

function Name({ row: { severity, name, state } }: { row: DeskRow }) {
  const t = useText()
  return (
    <span className="flex min-w-0 items-center gap-2">
      <SeverityMark severity={severity} />
      <span className="sr-only">{t(`severity.${severity}`)}</span>
      <span className={`truncate ${state === 'new' ? 'font-semibold' : ''}`}>{name}</span>
    </span>
  )
}

function Extent({ row: { key, affected, back, count } }: { row: DeskRow }) {
  const t = useText()
  if (key.startsWith('a'))
    return count > 1 ? <span className="figures">{t('alarms.times', { count })}</span> : <Nothing />
  return (
    <span className="figures">
      {back > 0 ? t('alarms.homes-back', { affected, back }) : t('alarms.homes', { count: affected })}
    </span>
  )
}

function Age({ since }: { since: string }) {
  const format = useFormat()
  const now = useNow()
  return <time dateTime={since}>{format.relative(since, now)}</time>
}
