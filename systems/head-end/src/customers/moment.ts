import { type LocalDate, zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'

/** Now, and the local day it is: agreements begin and end with days. */
export interface Moment {
  readonly time: Date
  readonly day: LocalDate
}

export function momentOf({ now, timeZone }: { now(): number; timeZone: string }): Moment {
  const time = now()
  return { time: new Date(time), day: zone(timeZone).dateOf(secondsOf(time)) }
}
