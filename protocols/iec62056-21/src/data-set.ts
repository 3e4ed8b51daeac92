import { DecodeError } from '@ferraris/bytes'

/** A value between brackets, with its unit behind an asterisk. */
interface DataValue {
  readonly value: string
  readonly unit?: string
}

/** What a meter reads out under one address: `1-0:1.8.0(000123.4*kWh)` (6.3.14, items 15 to 17). */
export interface DataSet {
  /** As written; empty where a set has none. */
  readonly address: string
  /** The address as six dotted numbers, where it is an OBIS code. */
  readonly obis?: string
  /** One value mostly; stamped values have their time as the first. */
  readonly values: readonly DataValue[]
}

/** Bounds of the standard. */
const maxAddress = 16
const maxValue = 128
const maxUnit = 16

const code = /^(?:(\d{1,3})-(\d{1,3}):)?([0-9A-Z]{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?(?:[*&](\d{1,3}))?$/
/** Groups C that are written as letters (IEC 62056-61). */
const letters: Readonly<Record<string, string>> = { C: '96', F: '97', L: '98', P: '99' }

/**
 * An address as an OBIS code of six dotted numbers; `undefined` where it is none. Where A and B are not written they are
 * 1-0, or 0-0 for what is no electricity; E and F where not written are 0 and 255.
 */
export function obisOf(address: string): string | undefined {
  const match = code.exec(address)
  if (match === null) return undefined
  const [, a, b, written = '', d, e = '0', f = '255'] = match
  const c = letters[written] ?? written
  if (!/^\d+$/.test(c)) return undefined
  const abstract = c === '0' || Number(c) > 95
  const groups = [a ?? (abstract ? '0' : '1'), b ?? '0', c, d, e, f].map(Number)
  return groups.every(group => group < 256) ? groups.join('.') : undefined
}

/**
 * The data sets of one line without its end; `offset` is where it begins in the whole. Throws DecodeError at the
 * character that does not fit.
 */
export function dataSets(line: string, offset = 0): DataSet[] {
  const sets: DataSet[] = []
  let at = 0
  while (at < line.length) {
    const open = line.indexOf('(', at)
    if (open < 0)
      throw new DecodeError('truncated', offset + line.length, 'truncated: a value in brackets is missing')
    const address = line.slice(at, open)
    if (address.length > maxAddress)
      throw new DecodeError('limit', offset + at, `an address of ${address.length} characters`)
    const stray = /[^ -~]|[)/!]/.exec(address)
    if (stray !== null)
      throw new DecodeError('unexpected', offset + at + stray.index, 'an address holds no such character')
    const values: DataValue[] = []
    at = open
    while (line[at] === '(') {
      const close = line.indexOf(')', at)
      if (close < 0)
        throw new DecodeError('truncated', offset + line.length, 'truncated: a bracket is not closed')
      values.push(dataValue(line.slice(at + 1, close), offset + at + 1))
      at = close + 1
    }
    const obis = obisOf(address)
    sets.push({ address, ...(obis !== undefined && { obis }), values })
  }
  return sets
}

function dataValue(text: string, offset: number): DataValue {
  const stray = /[^ -~]|[(/!]/.exec(text)
  if (stray !== null)
    throw new DecodeError('unexpected', offset + stray.index, 'a value holds no such character')
  const star = text.indexOf('*')
  const value = star < 0 ? text : text.slice(0, star)
  const unit = star < 0 ? undefined : text.slice(star + 1)
  if (value.length > maxValue) throw new DecodeError('limit', offset, `a value of ${value.length} characters`)
  if (unit !== undefined && unit.length > maxUnit)
    throw new DecodeError('limit', offset + star + 1, `a unit of ${unit.length} characters`)
  return { value, ...(unit !== undefined && { unit }) }
}

/** A data set as it is written. */
export function formatDataSet({ address, values }: Pick<DataSet, 'address' | 'values'>): string {
  return (
    address +
    values.map(({ value, unit }) => (unit === undefined ? `(${value})` : `(${value}*${unit})`)).join('')
  )
}
