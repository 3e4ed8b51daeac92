import { u16At, u32At } from '@ferraris/bytes'
import { dayOfCivil, isCivil } from '../time/civil-date.ts'
import { decodeDateTime, instantOf } from '../time/date-time.ts'
import type { Zone } from '../time/zone.ts'

/** Where the date-times of a column lie: the first at `at`, the next ones `stride` octets further each. */
interface TimeCells {
  readonly octets: Uint8Array
  readonly at: number
  readonly stride: number
  readonly count: number
}

/**
 * Decodes date-times into epoch seconds and status octets from `row` on; equal to `instantOf(decodeDateTime(…))` row by
 * row. Rows of the same day share one conversion of the date.
 */
export function decodeTimes(
  { octets, at, stride, count }: TimeCells,
  zone: Zone | undefined,
  values: Float64Array,
  status: Uint8Array,
  row: number,
): void {
  let date = -1
  let day = Number.NaN
  let shift = Number.NaN
  for (let i = 0, p = at; i < count; i++, p += stride) {
    const found = u32At(octets, p)
    if (found !== date) {
      date = found
      day = startOfDate(octets, p)
      shift = zone === undefined ? Number.NaN : -steadyOffset(zone, day)
    }
    const hour = octets[p + 5] ?? 0
    const minute = octets[p + 6] ?? 0
    const second = octets[p + 7] ?? 0
    const deviation = (u16At(octets, p + 9) << 16) >> 16
    // 0x8000 is "not specified": then the zone decides.
    const seconds = deviation === -0x8000 ? shift : deviation * 60
    values[row + i] =
      hour < 24 && minute < 60 && second < 60 && !Number.isNaN(seconds)
        ? day + hour * 3600 + minute * 60 + second + seconds
        : (instantOf(decodeDateTime(octets.subarray(p, p + 12)), zone) ?? Number.NaN)
    status[row + i] = octets[p + 11] ?? 0
  }
}

/** Local midnight as if it were UTC; NaN if the date is open or does not exist. */
function startOfDate(octets: Uint8Array, at: number): number {
  const year = u16At(octets, at)
  const month = octets[at + 2] ?? 0
  const dayOfMonth = octets[at + 3] ?? 0
  if (year === 0xffff || !isCivil(year, month, dayOfMonth)) return Number.NaN
  return dayOfCivil(year, month, dayOfMonth) * 86_400
}

/** The zone's offset if it is one and the same all around a local day, else NaN. */
export function steadyOffset(zone: Zone, localMidnight: number): number {
  if (Number.isNaN(localMidnight)) return Number.NaN
  const before = zone.offsetAt(localMidnight - 2 * 86_400)
  return before === zone.offsetAt(localMidnight + 3 * 86_400) ? before : Number.NaN
}

/** Whether 12 octets make a date-time: every member within its range, wildcards included (IEC 62056-6-2, 4.1.6.1). */
export function looksLikeDateTime(octets: Uint8Array, at: number): boolean {
  const deviation = (u16At(octets, at + 9) << 16) >> 16
  return (
    inRange(octets[at + 2], 1, 12, 0xfd) &&
    inRange(octets[at + 3], 1, 31, 0xfd) &&
    inRange(octets[at + 4], 1, 7, 0xff) &&
    inRange(octets[at + 5], 0, 23, 0xff) &&
    inRange(octets[at + 6], 0, 59, 0xff) &&
    inRange(octets[at + 7], 0, 59, 0xff) &&
    inRange(octets[at + 8], 0, 99, 0xff) &&
    (deviation === -0x8000 || (deviation >= -840 && deviation <= 840))
  )
}

function inRange(octet: number | undefined, min: number, max: number, special: number): boolean {
  return octet !== undefined && ((octet >= min && octet <= max) || octet >= special)
}
