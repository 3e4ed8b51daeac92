import type { MechanismName } from '../acse/names.ts'
import type { Conformance } from '../apdu/conformance.ts'
import type { AttributeDescriptor, MethodDescriptor, SelectiveAccess } from '../apdu/descriptors.ts'
import type { EncodedData } from '../apdu/encoded-data.ts'
import type { ActionResult, DataAccessResult } from '../apdu/results.ts'
import type { IncomingBlocks, OutgoingBlocks } from '../block-transfer.ts'
import type { Protection } from '../security/security-control.ts'
import type { SuiteKeys } from '../security/suite-keys.ts'

/** Who is asking: what access rights depend on. */
export interface Requester {
  readonly client: number
  readonly mechanism: MechanismName
  readonly protection: Protection
}

/** The objects behind the server. All answers are immediate; a refusal is a value. */
export interface LogicalDevice {
  get(
    who: Requester,
    attribute: AttributeDescriptor,
    selection?: SelectiveAccess,
  ): EncodedData | DataAccessResult
  set(
    who: Requester,
    attribute: AttributeDescriptor,
    value: EncodedData,
    selection?: SelectiveAccess,
  ): DataAccessResult
  action(who: Requester, method: MethodDescriptor, parameters?: EncodedData): ActionAnswer
}

export interface ActionAnswer {
  readonly result: ActionResult
  readonly data?: EncodedData
}

/** Invocation counters of one pair of keys, kept where a power cut cannot reach them. */
export interface CounterMemory {
  /** The next counter for our own APDUs; persisted as used before it is returned. */
  take(): number
  /** The highest counter accepted from the client, −1 if none. */
  received(): number
  /**
   * Remembers a counter whose APDU has been verified. One that opens an association is kept for good before this
   * returns. The others need not be: who replays a later APDU after a power cut must first have an association, and
   * for that a counter above the one that was kept.
   */
  accept(counter: number, opensAssociation: boolean): void
}

export interface ServerSecurity {
  readonly keys: SuiteKeys
  /** The least protection of every request, and the protection of every response. */
  readonly policy: Protection
  readonly counters: CounterMemory
}

/** What one client may have: its authentication and security. */
export interface AssociationSettings {
  readonly authentication:
    | { readonly mechanism: 'lowest' }
    | { readonly mechanism: 'low'; readonly password: Uint8Array }
    | { readonly mechanism: 'high-gmac' }
  readonly security?: ServerSecurity
}

export interface ServerSettings {
  /** 8 octets. */
  readonly systemTitle: Uint8Array
  readonly conformance: Conformance
  /** The longest APDU we accept; 0 for no limit. */
  readonly maxReceivePduSize: number
  /** Bound of a request put together from blocks, octets. */
  readonly maxRequestLength: number
  /** By client address; a client that is not in it is refused. */
  readonly associations: ReadonlyMap<number, AssociationSettings>
  readonly device: LogicalDevice
  /** Fresh random octets for challenges. */
  random(length: number): Uint8Array
}

/** An association that stands, or waits for the client's proof. */
export interface ServerAssociation {
  readonly settings: AssociationSettings
  readonly requester: Requester
  readonly ciphered: boolean
  readonly conformance: Conformance
  /** The longest APDU the client accepts; 0 for no limit. */
  readonly clientMaxReceivePduSize: number
  readonly clientSystemTitle: Uint8Array | undefined
  /** Keys of the dedicated key that the client gave, and the highest counter it used with it. */
  readonly dedicated: { readonly keys: SuiteKeys; readonly received: number } | undefined
  /** With HLS, until the client has proved itself. */
  readonly challenges: { readonly toServer: Uint8Array; readonly toClient: Uint8Array } | undefined
}

/** A long message in one direction. */
export type Transfer =
  | { readonly kind: 'get-response' | 'action-response'; readonly outgoing: OutgoingBlocks }
  | {
      readonly kind: 'set-request'
      readonly attributes: readonly LongTarget[]
      readonly list: boolean
      readonly incoming: IncomingBlocks
    }
  | {
      readonly kind: 'action-request'
      readonly methods: readonly MethodDescriptor[]
      readonly list: boolean
      readonly incoming: IncomingBlocks
    }

export interface LongTarget {
  readonly attribute: AttributeDescriptor
  readonly accessSelection?: SelectiveAccess | undefined
}

/** The server end towards one client on one connection. */
export interface ServerState {
  readonly client: number
  readonly association: ServerAssociation | undefined
  readonly transfer: Transfer | undefined
}

/** What the meter's event log may want to know. */
export type ServerEvent =
  | 'associated'
  | 'released'
  | 'association-refused'
  | 'authentication-failure'
  | 'decryption-failure'
  | 'replay'

export type ServerOutput =
  | { readonly kind: 'send'; readonly apdu: Uint8Array }
  | { readonly kind: 'event'; readonly event: ServerEvent }

export type ServerStep = readonly [next: ServerState, outputs: readonly ServerOutput[]]
