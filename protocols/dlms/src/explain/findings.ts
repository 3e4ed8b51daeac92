import type { DecodeError } from '@ferraris/bytes'
import type { Layer } from './layer.ts'
import type { Reading } from './readings.ts'

/** Something that is wrong with a telegram or with what was given along with it. */
export interface Fault {
  /** Name of the layer, for example `hdlc` or `get-response`. */
  layer: string
  /** Dotted field path within the layer. */
  path: string
  /** Octet in the layer's own octets where it has such, else in the telegram. */
  offset: number
  /** In plain speech, with what to try where there is something to try. */
  message: string
}

/** An APDU as JSON: `apdu` names it, the other members depend on it. */
export type ApduForm = { apdu: string } & Record<string, unknown>

/** All that comes to light while a telegram is taken apart. */
export class Findings {
  readonly layers: Layer[] = []
  readonly errors: Fault[] = []
  readonly readings: Reading[] = []
  /** What stands beside the APDUs in the result: reassembled octets, unwrapped keys, valid signatures. */
  readonly facts: Record<string, unknown> = {}
  /** Decoding errors with the octets they occurred in. */
  readonly malformed: { error: DecodeError; octets: Uint8Array }[] = []

  fault(layer: Layer | string, path: string, offset: number, message: string): void {
    const name = typeof layer === 'string' ? layer : layer.name
    if (typeof layer !== 'string') layer.error ??= message
    this.errors.push({ layer: name, path, offset, message })
  }

  decodeFault(layer: Layer, error: DecodeError, octets: Uint8Array, remedy = advice[error.fault]): void {
    this.fault(layer, error.path, error.offset, `${error.detail}${remedy}`)
    this.malformed.push({ error, octets })
  }
}

const advice: Readonly<Record<DecodeError['fault'], string>> = {
  truncated: '; was the telegram copied to its end?',
  trailing: '; does the telegram end where its length says?',
  unexpected: '',
  limit: '',
  checksum: '; was the telegram copied without a mistake?',
}
