import { concat, DecodeError } from '@ferraris/bytes'
import { lineEnd, octetsOf } from './characters.ts'
import { type DataSet, formatDataSet } from './data-set.ts'
import { decodeIdentification, encodeIdentification, type Identification } from './identification.ts'
import { type Readout, readLines } from './readout.ts'

/** Speed of mode D, in which a meter sends by itself, 7E1. Its baud rate character is always 3 (6.4.4). */
export const pushBaud = 2_400

/** What a meter sends in mode D: identification, an empty line, data sets, `!`. No block check. */
export function encodePush(
  identification: Identification,
  lines: readonly (readonly Pick<DataSet, 'address' | 'values'>[])[],
): Uint8Array {
  const text = lines.map(sets => sets.map(formatDataSet).join('') + lineEnd).join('')
  return concat(encodeIdentification(identification), octetsOf(`${lineEnd}${text}!${lineEnd}`))
}

/** As much of a message of mode D as can be read, with what does not fit. */
export function readPush(octets: Uint8Array): Readout & { readonly identification?: Identification } {
  const faults: DecodeError[] = []
  const end = octets.indexOf(0x0a) + 1
  const identification = identificationIn(octets.subarray(0, end), faults)
  const sets = readLines(octets, end, faults)
  return { ...(identification !== undefined && { identification }), sets, faults }
}

function identificationIn(line: Uint8Array, faults: DecodeError[]): Identification | undefined {
  try {
    return decodeIdentification(line)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    faults.push(error)
    return undefined
  }
}
