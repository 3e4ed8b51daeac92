import { civilOfDay } from '../time/civil-date.ts'
import { clockStatus, dayOfWeek, encodeDateTime, normalOffset } from '../time/date-time.ts'
import type { Zone } from '../time/zone.ts'
import type { TargetCells } from './encode-numbers.ts'
import { steadyOffset } from './times.ts'

const nothingSpecified = encodeDateTime({})

/**
 * Writes instants as the date-time octets of a zone; equal to `encodeDateTime(dateTimeAt(…))` row by row. Rows of the
 * same local day share one conversion of the date and, unless the clocks change near it, the offset.
 */
export function encodeTimes(
  values: ArrayLike<number>,
  status: ArrayLike<number> | undefined,
  zone: Zone,
  { octets, at, stride }: TargetCells,
): void {
  let midnight = Number.NaN
  let steady = Number.NaN
  let normal = 0
  let date = civilOfDay(0)
  let weekday = 1
  for (let i = 0, p = at; i < values.length; i++, p += stride) {
    const instant = values[i] ?? Number.NaN
    if (Number.isNaN(instant)) {
      octets.set(nothingSpecified, p)
      continue
    }
    let offset = steady
    let second = instant + offset - midnight
    if (!(second >= 0 && second < 86_400)) {
      offset = zone.offsetAt(instant)
      const day = Math.floor((instant + offset) / 86_400)
      second = instant + offset - day * 86_400
      if (day * 86_400 !== midnight) {
        midnight = day * 86_400
        date = civilOfDay(day)
        weekday = dayOfWeek(day)
        normal = normalOffset(zone, date.year)
        steady = steadyOffset(zone, midnight)
      }
    }
    const whole = Math.floor(second)
    octets[p] = date.year >> 8
    octets[p + 1] = date.year
    octets[p + 2] = date.month
    octets[p + 3] = date.day
    octets[p + 4] = weekday
    octets[p + 5] = whole / 3600
    octets[p + 6] = (whole / 60) % 60
    octets[p + 7] = whole % 60
    octets[p + 8] = (second - whole) * 100
    const deviation = -offset / 60
    octets[p + 9] = deviation >> 8
    octets[p + 10] = deviation
    octets[p + 11] = (status?.[i] ?? 0) | (offset > normal ? clockStatus.daylightSaving : 0)
  }
}
