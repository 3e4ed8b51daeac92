/** A decoder, and valid inputs that broken ones are made from. */
export interface Target {
  readonly name: string
  /** Takes any octets. May throw what `defineErrors` has declared; whatever else it throws is a finding. */
  readonly decode: (octets: Uint8Array) => unknown
  readonly seeds: readonly Uint8Array[]
  /** Whether its inputs are JSON texts: they are then broken value by value, too. */
  readonly json?: boolean
  /** Share of the inputs that it gets, where it takes much longer than others. Default 1. */
  readonly weight?: number
}

/** A decoder of text, which takes octets that are no UTF-8 as the replacement character. */
export function ofText(decode: (text: string) => unknown): Target['decode'] {
  const decoder = new TextDecoder()
  return octets => decode(decoder.decode(octets))
}

export function texts(...seeds: readonly string[]): Uint8Array[] {
  return seeds.map(text => new TextEncoder().encode(text))
}

/** Hands octets over in pieces, as a line does. */
export function inPieces(octets: Uint8Array, push: (piece: Uint8Array) => unknown, length = 13): void {
  for (let at = 0; at < octets.length; at += length) push(octets.subarray(at, at + length))
}
