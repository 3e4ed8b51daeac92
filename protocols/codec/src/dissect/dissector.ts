import type { Fault, Layer } from './layer.ts'

/** A value that carries its own logical name, as a telegram gives it. */
export interface Reading {
  readonly obis: string
  /** In `unit`, scaler applied; text for what is no number. */
  readonly value: number | string
  readonly unit: string | null
  /** When it was read or captured, if the telegram says so: local time and, where given, its distance from UTC. */
  readonly time: string | null
}

/** Keys and names as people give them, by the names that the protocol has for them. */
export type GivenKeys = Readonly<Record<string, unknown>>

export interface DissectOptions {
  /** One of the dissector's transports; default `auto`: told by how the octets begin. */
  readonly transport?: string | undefined
  /** Sets of keys to try. Those of other protocols do no harm. */
  readonly keys?: readonly GivenKeys[] | undefined
}

/** A telegram taken apart. */
export interface Dissection {
  /** What the octets were taken for. */
  readonly transport: string
  /** In the order in which one would peel them off; for people. */
  readonly layers: readonly Layer[]
  /** What names itself by a logical name, ready to use. */
  readonly values: readonly Reading[]
  readonly errors: readonly Fault[]
  /** Messages and frames, in the form of the protocol. */
  readonly [member: string]: unknown
}

/** What takes the telegrams of one protocol apart. */
export interface Dissector {
  /** Its name for people and scripts: `dlms`. */
  readonly protocol: string
  /** What its telegrams may be wrapped in. */
  readonly transports: readonly string[]
  /** Whether octets that say nothing of their protocol are surely a telegram of this one. Never throws. */
  detect(octets: Uint8Array, keys?: readonly GivenKeys[]): boolean
  /**
   * Takes a telegram apart, layer by layer, as far as its octets and the keys allow. Never throws: whatever is wrong is in
   * `errors`, with layer, field, octet and what to try.
   */
  explain(octets: Uint8Array, options?: DissectOptions): Dissection
}

/**
 * The dissector that octets belong to: by transport where one is given, else the first in the list that is sure of
 * them. Undefined where no dissector has the transport, or none is sure.
 */
export function dissectorFor(
  dissectors: readonly Dissector[],
  octets: Uint8Array,
  { transport = 'auto', keys }: DissectOptions = {},
): Dissector | undefined {
  return dissectors.find(dissector =>
    transport === 'auto' ? dissector.detect(octets, keys) : dissector.transports.includes(transport),
  )
}
