import { Link } from 'wouter'
import type { EndDeviceEvent } from '../api/resources.ts'
import { useFormat } from '../i18n/use-format.ts'
import { useText } from '../i18n/use-text.ts'
import { SeverityMark } from '../kit/mark.tsx'
import { cellClasses, headClasses, tableClasses } from '../kit/table-classes.ts'

interface EventTableProps {
  readonly events: readonly EndDeviceEvent[]
  readonly timeZone: string
  /** The page is that of one meter: its serial number would repeat on each line. */
  readonly withoutMeter?: boolean
}

/** Events as they came, one a line. */
export function EventTable({ events, timeZone, withoutMeter }: EventTableProps) {
  const t = useText()
  const format = useFormat()
  return (
    <table className={tableClasses}>
      <thead>
        <tr>
          <th className={`${headClasses} w-28 max-tablet:w-6`}>
            <span className="max-tablet:sr-only">{t('event.severity')}</span>
          </th>
          <th className={headClasses}>{t('event.name')}</th>
          {!withoutMeter && <th className={`${headClasses} max-tablet:hidden`}>{t('event.meter')}</th>}
          <th className={`${headClasses} max-tablet:hidden`}>{t('event.code')}</th>
          <th className={`${headClasses} text-right`}>{t('event.time')}</th>
        </tr>
      </thead>
      <tbody>
        {events.map(({ endDevice, time, code, name, severity }, index) => (
          <tr key={`${endDevice} ${time} ${code} ${index}`}>
            <td className={cellClasses}>
              <span className="flex items-center gap-2">
                <SeverityMark severity={severity} />
                <span className="max-tablet:sr-only">{t(`severity.${severity}`)}</span>
              </span>
            </td>
            <td className={`${cellClasses} py-1`}>
              {name}
              {!withoutMeter && (
                <span className="block tablet:hidden">
                  <MeterLink serial={endDevice} />
                </span>
              )}
            </td>
            {!withoutMeter && (
              <td className={`${cellClasses} max-tablet:hidden`}>
                <MeterLink serial={endDevice} />
              </td>
            )}
            <td className={`${cellClasses} figures text-ink-3 max-tablet:hidden`}>{code}</td>
            <td className={`${cellClasses} figures text-right whitespace-nowrap text-ink-2`}>
              <time dateTime={time}>{format.minute(timeZone, time)}</time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function MeterLink({ serial }: { serial: string }) {
  return (
    <Link href={`/meters/${encodeURIComponent(serial)}/events`} className="link font-mono text-label">
      {serial}
    </Link>
  )
}
