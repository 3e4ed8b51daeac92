import { Link } from 'wouter'
import type { EndDeviceEvent } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { SeverityMark } from '../kit/mark.tsx'
import type { Column } from '../kit/table/column.ts'
import { Table, type TableProps } from '../kit/table/table.tsx'

interface EventTableProps extends Pick<TableProps<EndDeviceEvent>, 'isBare' | 'isPartial' | 'file'> {
  readonly events: readonly EndDeviceEvent[]
  readonly timeZone: string
  /** The page is that of one meter: its serial number would repeat on each line. */
  readonly withoutMeter?: boolean
}

/** Events as they came, one a line. */
export function EventTable({ events, timeZone, withoutMeter, ...table }: EventTableProps) {
  const t = useText()
  const format = useFormat()
  const columns: Column<EndDeviceEvent>[] = [
    {
      id: 'severity',
      name: t('event.severity'),
      heading: <span className="max-tablet:sr-only">{t('event.severity')}</span>,
      text: ({ severity }) => severity,
      className: 'w-28 max-tablet:w-6',
      cell: ({ severity }) => (
        <span className="flex items-center gap-2">
          <SeverityMark severity={severity} />
          <span className="max-tablet:sr-only">{t(`severity.${severity}`)}</span>
        </span>
      ),
    },
    {
      id: 'name',
      name: t('event.name'),
      text: ({ name }) => name,
      className: 'py-1',
      cell: ({ name, endDevice }) => (
        <>
          {name}
          {!withoutMeter && (
            <span className="block tablet:hidden">
              <MeterLink serial={endDevice} />
            </span>
          )}
        </>
      ),
    },
    {
      id: 'meter',
      name: t('event.meter'),
      text: ({ endDevice }) => endDevice,
      isMinor: true,
      cell: ({ endDevice }) => <MeterLink serial={endDevice} />,
    },
    {
      id: 'code',
      name: t('event.code'),
      text: ({ code }) => code,
      isMinor: true,
      className: 'figures text-ink-3',
      cell: ({ code }) => code,
    },
    {
      id: 'time',
      name: t('event.time'),
      text: ({ time }) => time,
      isNumber: true,
      className: 'text-ink-2',
      cell: ({ time }) => <time dateTime={time}>{format.minute(timeZone, time)}</time>,
    },
  ]
  return (
    <Table
      {...table}
      label={t('room.events')}
      columns={withoutMeter ? columns.filter(({ id }) => id !== 'meter') : columns}
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
