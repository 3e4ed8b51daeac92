import { at, concat, DecodeError } from '@ferraris/bytes'
import { etx, lineEnd, octetsOf, stx, textOf } from './characters.ts'
import { type DataSet, dataSets, formatDataSet } from './data-set.ts'

/** All that a meter reads out, and what of it did not fit. */
export interface Readout {
  readonly sets: readonly DataSet[]
  /** Empty when all was well. */
  readonly faults: readonly DecodeError[]
}

/** Block check character: exclusive or of what stands behind STX or SOH, up to ETX and with it (6.3.14, item 8). */
export function blockCheck(octets: Uint8Array): number {
  return octets.reduce((check, octet) => check ^ (octet & 0x7f), 0)
}

/** A data block: STX, lines of data sets, `!`, ETX, block check (6.3.4). */
export function encodeReadout(
  lines: readonly (readonly Pick<DataSet, 'address' | 'values'>[])[],
): Uint8Array {
  const text = lines.map(sets => sets.map(formatDataSet).join('') + lineEnd).join('')
  const checked = concat(octetsOf(`${text}!${lineEnd}`), Uint8Array.of(etx))
  return concat(Uint8Array.of(stx), checked, Uint8Array.of(blockCheck(checked)))
}

/** The data sets of a block. Throws DecodeError for the first thing that does not fit. */
export function decodeReadout(octets: Uint8Array): DataSet[] {
  const { sets, faults } = readReadout(octets)
  if (faults.length > 0) throw faults[0]
  return [...sets]
}

/**
 * As much of a block as can be read. Lines that do not fit, a wrong or missing block check and a missing end are faults,
 * and the other lines are read all the same: a meter in the field is worth more than a rule.
 */
export function readReadout(octets: Uint8Array): Readout {
  const faults: DecodeError[] = []
  const begins = octets[0] === stx
  if (!begins) faults.push(new DecodeError('unexpected', 0, 'no STX at the beginning'))
  const end = octets.indexOf(etx)
  checkEnd(octets, begins ? 1 : 0, end, faults)
  const sets = readLines(octets.subarray(0, end < 0 ? octets.length : end), begins ? 1 : 0, faults)
  return { sets, faults }
}

/** The data sets of lines from `start` to the end mark; what does not fit is noted. */
export function readLines(octets: Uint8Array, start: number, faults: DecodeError[]): DataSet[] {
  const text = textOf(octets)
  const sets: DataSet[] = []
  let ended = false
  for (let at = start; at < text.length && !ended; ) {
    const cut = text.indexOf('\n', at)
    const line = text.slice(at, cut < 0 ? text.length : cut).replace(/\r$/, '')
    // Some meters put the end mark behind the last data set, without a line of its own.
    ended = line.endsWith('!')
    readLine(ended ? line.slice(0, -1) : line, at, sets, faults)
    at = cut < 0 ? text.length : cut + 1
  }
  if (!ended) faults.push(new DecodeError('truncated', text.length, 'truncated: the end mark ! is missing'))
  return sets
}

function readLine(line: string, offset: number, sets: DataSet[], faults: DecodeError[]): void {
  try {
    sets.push(...dataSets(line, offset))
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    faults.push(error)
  }
}

function checkEnd(octets: Uint8Array, start: number, end: number, faults: DecodeError[]): void {
  if (end < 0) {
    faults.push(new DecodeError('truncated', octets.length, 'truncated: no ETX'))
  } else if (end + 1 >= octets.length) {
    faults.push(new DecodeError('truncated', octets.length, 'truncated: no block check'))
  } else if ((at(octets, end + 1) & 0x7f) !== blockCheck(octets.subarray(start, end + 1))) {
    faults.push(new DecodeError('checksum', end + 1, 'the block check does not fit'))
  } else if (end + 2 < octets.length) {
    faults.push(new DecodeError('trailing', end + 2, 'octets are left over'))
  }
}
