import type { DecodeError } from '@ferraris/bytes'
import { Findings, type Layer, type Reading } from '@ferraris/codec/dissect'
import { fieldWords } from './field-words.ts'

/** An APDU as JSON: `apdu` names it, the other members depend on it. */
export type ApduForm = { readonly apdu: string } & Record<string, unknown>

/** All that comes to light while a telegram of DLMS is taken apart. */
export class DlmsFindings extends Findings {
  readonly readings: Reading[] = []
  /** What stands beside the APDUs in the result: reassembled octets, unwrapped keys, valid signatures. */
  readonly facts: Record<string, unknown> = {}
  /** Decoding errors with the octets they occurred in. */
  readonly malformed: { error: DecodeError; octets: Uint8Array }[] = []

  constructor() {
    super(fieldWords)
  }

  override decodeFault(layer: Layer, error: DecodeError, octets: Uint8Array, remedy?: string): void {
    super.decodeFault(layer, error, octets, remedy)
    this.malformed.push({ error, octets })
  }
}
