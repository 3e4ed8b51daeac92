import { type DateTime, dateTimeAt, decodeDateTime, instantOf, type Zone } from '@ferraris/cosem'

/** How a meter writes moments. */
export interface Stamps {
  /** Zone of local times without deviation. */
  readonly zone: Zone
  /** What the deviation is worth: as it says, without this. */
  readonly deviation?: 'stated' | 'inverted' | 'ignored'
}

/** The moment that 12 octets stamp, seconds since 1970; undefined if they name none. */
export function momentOf(octets: Uint8Array, { zone, deviation = 'stated' }: Stamps): number | undefined {
  return instantOf(corrected(decodeDateTime(octets), deviation), zone)
}

/** A moment as the meter would write it. */
export function stampOf(moment: number, { zone, deviation = 'stated' }: Stamps): DateTime {
  return corrected(dateTimeAt(moment, zone), deviation)
}

/** A date-time of the meter with the deviation that it means; and back, for one that is to be written. */
export function corrected(dateTime: DateTime, deviation: NonNullable<Stamps['deviation']>): DateTime {
  if (deviation === 'stated' || dateTime.deviation === undefined) return dateTime
  const { deviation: minutes, ...local } = dateTime
  return deviation === 'ignored' ? local : { ...local, deviation: -minutes }
}
