import { type LocalDate, zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'

/** The local day of an instant (epoch milliseconds) in an IANA zone. */
export function localDay(at: number, timeZone: string): LocalDate {
  return zone(timeZone).dateOf(secondsOf(at))
}
