import { type Zone, zone } from '@ferraris/cosem'
import { InputError } from '../../errors.ts'

export interface ZoneOptions {
  /** IANA zone of the meter's day. */
  readonly timeZone?: string
}

/** The zone of a meter's day. Throws InputError. */
export function zoneOf({ timeZone = 'Europe/Rome' }: ZoneOptions): Zone {
  try {
    return zone(timeZone)
  } catch (cause) {
    throw new InputError('--time-zone', 'is not known', 'write an IANA name, for example Europe/Rome', {
      cause,
    })
  }
}
