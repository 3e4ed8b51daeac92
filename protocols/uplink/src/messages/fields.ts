import { integer, list, nullable, text, where } from '../check.ts'

/** More than one concentrator serves (1,000 is the most that makers name). */
export const mostMeters = 2000
/** Results a message: some hundred octets each when deflated. */
export const mostResults = 500
/** A day of minutes on the day that has 25 hours. */
export const mostIntervals = 1500
/** SMITP routes have at most eight repeaters (facts of the frame, three bits of count). */
export const mostRepeaters = 8
/** Three phases, four quadrants, five tariffs, and then some. */
export const mostRegisters = 64
/** Blocks of 96 octets that the bitmap of a meter has room for. */
const longestImage = 82 * 800 * 96
/** Up to the year 2100, epoch milliseconds. */
export const latest = 4_102_444_800_000

export const count = integer(0, Number.MAX_SAFE_INTEGER)
/** Epoch milliseconds. */
export const instant = integer(0, latest)
export const name = text(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  'a name: letters, digits, dot, dash, underscore; at most 64',
)
export const key = text(/^[\x21-\x7e]{1,128}$/, 'a key of 1 to 128 visible ASCII characters')
/** Address of a meter on the power line. */
export const aca = text(/^[0-9A-F]{12}$/, 'an ACA: 12 hex digits in capitals')
export const obis = text(/^\d{1,3}(\.\d{1,3}){5}$/, 'an OBIS code: six dotted numbers')
export const day = where(
  text(/^\d{4}-\d{2}-\d{2}$/, 'a day: YYYY-MM-DD'),
  value => new Date(`${value}T00:00Z`).toJSON()?.startsWith(value) ?? false,
  'must be a day of the calendar',
)
/** Whole base units: Wh, varh. */
export const energy = integer(-(2 ** 50), 2 ** 50)
/** Energy of each interval of a day so far, null where it is not known. */
export const increments = list(nullable(energy), mostIntervals)
export const intervalSeconds = integer(60, 86_400)
export const sha256 = text(/^[0-9a-f]{64}$/, 'a SHA-256: 64 hex digits in small letters')
/** Octets of an image of firmware, or a place in it. */
export const imageOctets = integer(0, longestImage)
