import { Link } from 'wouter'
import { severities } from '../api/resources.ts'
import { useEventName } from '../i18n/use-event-name.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { SeverityMark } from '../kit/mark.tsx'
import { type Column, figures, words } from '../kit/table/column.tsx'
import { Table, type TableProps } from '../kit/table/table.tsx'
import type { FoldedEvent } from './pairs.ts'

interface EventTableProps extends Pick<TableProps<FoldedEvent>, 'isBare' | 'isPartial' | 'file'> {
  readonly events: readonly FoldedEvent[]
  readonly timeZone: string
  /** The page is that of one meter: its serial number would repeat on each line. */
  readonly withoutMeter?: boolean
}

/** Events as they came, one a line. */
export function EventTable({ events, timeZone, withoutMeter, ...table }: EventTableProps) {
  const t = useText()
  const format = useFormat()
  const nameOf = useEventName()
  const meter = words<FoldedEvent>(t('event.meter'), ({ endDevice }) => endDevice, {
    isMinor: true,
    cell: ({ endDevice }) => <MeterLink serial={endDevice} />,
  })
  const columns: Column<FoldedEvent>[] = [
    words(t('event.severity'), ({ severity }) => t(`severity.${severity}`), {
      order: ({ severity }) => severities.indexOf(severity),
      text: ({ severity }) => t(`severity.${severity}`),
      heading: <span className="max-tablet:sr-only">{t('event.severity')}</span>,
      className: 'w-28 max-tablet:w-6',
      cell: ({ severity }) => (
        <span className="flex items-center gap-2">
          <SeverityMark severity={severity} />
          <span className="max-tablet:sr-only">{t(`severity.${severity}`)}</span>
        </span>
      ),
    }),
    words<FoldedEvent>(t('event.name'), nameOf, {
      className: 'py-1',
      cell: event => (
        <>
          {nameOf(event)}
          {event.ended !== undefined && (
            <span className="ml-2 text-ink-3">
              {t('events.lasted', { time: format.lasting(Date.parse(event.ended) - Date.parse(event.time)) })}
            </span>
          )}
          {!withoutMeter && (
            <span className="block tablet:hidden">
              <MeterLink serial={event.endDevice} />
            </span>
          )}
        </>
      ),
    }),
    ...(withoutMeter ? [] : [meter]),
    words(t('event.code'), ({ code }) => String(code), { isMinor: true, className: 'figures text-ink-3' }),
    figures(
      t('event.time'),
      ({ time }) => time,
      time => <time dateTime={time}>{format.minute(timeZone, time)}</time>,
      { className: 'text-ink-2' },
    ),
  ]
  return (
    <Table
      {...table}
      label={t('room.events')}
      columns={columns}
      rows={events}
      keyOf={({ endDevice, time, code }, index) => `${endDevice} ${time} ${code} ${index}`}
    />
  )
}

function MeterLink({ serial }: { serial: string }) {
  return (
    <Link href={`/meters/${encodeURIComponent(serial)}/events`} className="link font-mono text-label">
      {serial}
    </Link>
  )
}
