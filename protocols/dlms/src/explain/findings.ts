import type { DecodeError } from '@ferraris/bytes'
import type { Fault, Layer } from '@ferraris/codec'
import type { Reading } from './readings.ts'

/** An APDU as JSON: `apdu` names it, the other members depend on it. */
export type ApduForm = { readonly apdu: string } & Record<string, unknown>

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

  decodeFault(layer: Layer, error: DecodeError, octets: Uint8Array, remedy = `; ${error.remedy}`): void {
    this.fault(layer, error.path, error.offset, `${error.detail}${remedy}`)
    this.malformed.push({ error, octets })
  }
}
