import { DecodeError, Reader } from '@ferraris/bytes'
import {
  type Data,
  dataTags,
  decodeData,
  decodeDateTime,
  encodeData,
  instantOf,
  skipData,
  type Zone,
} from '@ferraris/cosem'

/** What a column of a profile holds; `ignored` is skipped. */
export type ColumnRole = 'clock' | 'status' | 'register' | 'ignored'

/** The rows of a profile as columns. Row i is entry i of each; NaN where the meter gave no value. */
export interface ProfileColumns {
  count: number
  /** Instants in seconds since 1970-01-01T00:00Z. */
  times: Float64Array
  /** Status bits of each row (AMR profile status); 0 without a status column. */
  status: Uint8Array
  /** One array for each column with the role `register`, in order. */
  registers: Float64Array[]
}

/** More rows than any meter keeps: two years of one-minute rows. */
const mostRows = 2 ** 20

/**
 * Decodes the buffer of a profile (IEC 62056-6-2, class 7, attribute 2) without building a value for each cell: the
 * hot path of collection. A null-data cell stands for the value it had in the row before, and for the next instant
 * of the capture period in the clock column. Throws DecodeError with the octet's offset.
 */
export function decodeProfileColumns(
  octets: Uint8Array,
  roles: readonly ColumnRole[],
  { zone, capturePeriod }: { zone: Zone; capturePeriod: number },
): ProfileColumns {
  if (octets[0] === dataTags['compact-array']) {
    // Rare enough to be taken apart and put together again as plain rows.
    const rows = decodeData(octets)
    const plain = encodeData({ type: 'array', value: rows.value as readonly Data[] })
    return decodeProfileColumns(plain, roles, { zone, capturePeriod })
  }
  const cells = new Cells(octets, zone)
  const count = cells.header(dataTags.array, 'an array of rows')
  if (count > mostRows || count > octets.length / 2) {
    throw new DecodeError('limit', 1, `${count} rows announced, ${octets.length} octets`)
  }
  const columns: ProfileColumns = {
    count,
    times: new Float64Array(count),
    status: new Uint8Array(count),
    registers: roles.filter(role => role === 'register').map(() => new Float64Array(count)),
  }
  let time = Number.NaN
  let status = 0
  const before = new Float64Array(columns.registers.length).fill(Number.NaN)
  for (let row = 0; row < count; row++) {
    const width = cells.header(dataTags.structure, 'a row')
    if (width !== roles.length) {
      throw new DecodeError('unexpected', cells.at, `row ${row} has ${width} columns, not ${roles.length}`)
    }
    let register = 0
    for (const role of roles) {
      if (role === 'register') {
        const value = cells.number()
        if (value !== undefined) before[register] = value
        columns.registers[register]![row] = before[register]!
        register++
      } else if (role === 'clock') {
        time = cells.instant() ?? time + capturePeriod
      } else if (role === 'status') {
        status = cells.number() ?? status
      } else {
        cells.skip()
      }
    }
    columns.times[row] = time
    columns.status[row] = status
  }
  cells.end()
  return columns
}

/** A walk over the cells of a buffer, each read as what its column holds. */
class Cells {
  at = 0
  readonly #octets: Uint8Array
  readonly #view: DataView
  readonly #zone: Zone
  /** The calendar day of the date-time before: rows of one day share it. */
  #day = { stamp: -1, deviation: 0, midnight: 0 }

  constructor(octets: Uint8Array, zone: Zone) {
    this.#octets = octets
    this.#view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
    this.#zone = zone
  }

  /** Tag and length of an array or structure (IEC 61334-6). */
  header(tag: number, what: string): number {
    this.#need(2)
    if (this.#octets[this.at] !== tag) {
      throw new DecodeError('unexpected', this.at, `tag ${this.#octets[this.at]} where ${what} begins`)
    }
    this.at++
    return this.#length()
  }

  /** An integer of any type; undefined for null-data. */
  number(): number | undefined {
    this.#need(1)
    const tag = this.#octets[this.at]!
    const start = ++this.at
    switch (tag) {
      case dataTags['double-long-unsigned']:
        this.#take(4)
        return this.#view.getUint32(start)
      case dataTags['long64-unsigned']:
        this.#take(8)
        return this.#view.getUint32(start) * 0x1_0000_0000 + this.#view.getUint32(start + 4)
      case dataTags.long64:
        this.#take(8)
        return this.#view.getInt32(start) * 0x1_0000_0000 + this.#view.getUint32(start + 4)
      case dataTags['double-long']:
        this.#take(4)
        return this.#view.getInt32(start)
      case dataTags['long-unsigned']:
        this.#take(2)
        return this.#view.getUint16(start)
      case dataTags.long:
        this.#take(2)
        return this.#view.getInt16(start)
      case dataTags.unsigned:
      case dataTags.enum:
        this.#take(1)
        return this.#octets[start]
      case dataTags.integer:
        this.#take(1)
        return this.#view.getInt8(start)
      case dataTags['null-data']:
        return undefined
      default:
        throw new DecodeError('unexpected', start - 1, `tag ${tag} where an integer is`)
    }
  }

  /** A date-time as octet-string or of its own type; undefined for null-data, NaN if it does not name an instant. */
  instant(): number | undefined {
    this.#need(1)
    const tag = this.#octets[this.at++]
    if (tag === dataTags['null-data']) return undefined
    if (tag === dataTags['octet-string']) {
      const length = this.#length()
      if (length !== 12)
        throw new DecodeError('unexpected', this.at - 1, `${length} octets where a date-time is`)
    } else if (tag !== dataTags['date-time']) {
      throw new DecodeError('unexpected', this.at - 1, `tag ${tag} where a date-time is`)
    }
    const start = this.at
    this.#take(12)
    return this.#dateTime(start)
  }

  skip(): void {
    const reader = new Reader(this.#octets)
    reader.offset = this.at
    skipData(reader)
    this.at = reader.offset
  }

  end(): void {
    if (this.at !== this.#octets.length) {
      throw new DecodeError(
        'trailing',
        this.at,
        `${this.#octets.length - this.at} octets behind the last row`,
      )
    }
  }

  /** IEC 62056-6-2, 4.1.6.1. A fully specified date-time with deviation is summed up; the rare rest asks the zone. */
  #dateTime(start: number): number {
    const octets = this.#octets
    const hour = octets[start + 5]!
    const minute = octets[start + 6]!
    const second = octets[start + 7]!
    const deviation = this.#view.getInt16(start + 9)
    const year = this.#view.getUint16(start)
    const month = octets[start + 2]!
    const dayOfMonth = octets[start + 3]!
    const isDay = year !== 0xffff && month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= 31
    if (!isDay || hour > 23 || minute > 59 || deviation < -720 || deviation > 840) {
      return instantOf(decodeDateTime(octets.slice(start, start + 12)), this.#zone) ?? Number.NaN
    }
    const stamp = (year << 16) | (month << 8) | dayOfMonth
    if (stamp !== this.#day.stamp || deviation !== this.#day.deviation) {
      const midnight = Date.UTC(year, month - 1, dayOfMonth) / 1000 + deviation * 60
      this.#day = { stamp, deviation, midnight }
    }
    return this.#day.midnight + hour * 3600 + minute * 60 + (second < 60 ? second : 0)
  }

  #length(): number {
    this.#need(1)
    const first = this.#octets[this.at++]!
    if (first < 0x80) return first
    const size = first & 0x7f
    if (size > 4) throw new DecodeError('limit', this.at - 1, `a length of ${size} octets`)
    let length = 0
    const start = this.at
    this.#take(size)
    for (let i = 0; i < size; i++) length = length * 256 + this.#octets[start + i]!
    return length
  }

  #take(count: number): void {
    this.#need(count)
    this.at += count
  }

  #need(count: number): void {
    if (this.at + count > this.#octets.length) {
      throw new DecodeError(
        'truncated',
        this.at,
        `${count} octets needed, ${this.#octets.length - this.at} left`,
      )
    }
  }
}
