import { DecodeError } from '@ferraris/bytes'
import { textOf } from './characters.ts'
import { type DataSet, dataSets } from './data-set.ts'

/** A telegram of a customer port P1 (DSMR): lines of data sets as in a read-out, between `/` and `!` with a check sum. */
export interface P1Telegram {
  /** Maker and type, behind the slash. */
  readonly identification: string
  readonly sets: readonly DataSet[]
  /** Undefined where the telegram has no check sum, before DSMR 4. */
  readonly crcValid: boolean | undefined
  /** What did not fit. */
  readonly faults: readonly DecodeError[]
}

/** Whether octets are the text of such a telegram, by how they begin: `/`, three letters of the maker, and printable characters to the line's end. */
export function looksLikeP1(octets: Uint8Array): boolean {
  const end = octets.indexOf(0x0a)
  return end > 0 && end < 64 && /^\/[A-Za-z]{3}[\x20-\x7e]*\r$/.test(textOf(octets.subarray(0, end)))
}

/** As much of a telegram as can be read. */
export function readP1(octets: Uint8Array): P1Telegram {
  const faults: DecodeError[] = []
  const sets: DataSet[] = []
  const text = textOf(octets)
  const mark = text.search(/^!/m)
  if (mark < 0)
    faults.push(new DecodeError('truncated', octets.length, 'truncated: the end mark ! is missing'))
  const [identification = '', ...lines] = text.slice(0, mark < 0 ? undefined : mark).split('\n')
  let at = identification.length + 1
  for (const line of lines) {
    readLine(line.replace(/\r$/, ''), at, sets, faults)
    at += line.length + 1
  }
  const [, sum] = /^!([0-9A-F]{4})/i.exec(text.slice(mark)) ?? []
  const crcValid =
    mark < 0 || sum === undefined
      ? undefined
      : crc16(octets.subarray(0, mark + 1)) === Number.parseInt(sum, 16)
  if (crcValid === false) faults.push(new DecodeError('checksum', mark + 1, 'the check sum does not fit'))
  return { identification: identification.slice(1).trim(), sets, crcValid, faults }
}

function readLine(line: string, at: number, sets: DataSet[], faults: DecodeError[]): void {
  const previous = sets.at(-1)
  try {
    // A value alone belongs to the data set above: so DSMR 3 writes gas.
    if (line.startsWith('(') && previous !== undefined) {
      const values = dataSets(line, at).flatMap(set => set.values)
      sets[sets.length - 1] = { ...previous, values: [...previous.values, ...values] }
    } else sets.push(...dataSets(line, at))
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    faults.push(error)
  }
}

/** CRC-16/ARC over all from `/` to `!` (DSMR 5.0, 6.2). */
function crc16(octets: Uint8Array): number {
  let crc = 0
  for (const octet of octets) {
    crc ^= octet
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return crc
}
