/*
 * The server's side of application associations (IEC 62056-5-3, clause 7) towards one client address on one connection.
 *
 *     association         APDU                             afterwards
 *     none                AARQ, lowest or low security     stands; AARE accepted
 *                         AARQ with HLS                    waits for the proof; AARE with our challenge
 *                         RLRQ, any request                none; refused
 *     waits for proof     the client's proof (pass 3)      stands, with our proof in the answer (pass 4)
 *                         a false proof                    none; event `authentication-failure`
 *                         any other request                waits on; refused
 *     stands              a request                        stands; the response
 *                         AARQ                             begun anew: the client has lost the old one
 *                         RLRQ                             none; RLRE
 *
 * `stepServer` takes one APDU and gives its answer at once: the server has no clock, asks nothing and never repeats. What remains
 * between two APDUs is in `ServerState`: the association, at most one long message of a service (`transfer`) and the last exchange in
 * general block transfer (`link`), kept so that a block that comes twice is answered twice.
 *
 * An APDU that cannot be read, is not protected as the policy demands, or bears a used counter is answered with an
 * exception-response and changes nothing: an unauthenticated peer must not be able to end the association of another.
 *
 * Counters of clients are compared before anything is decoded further, and remembered by system title and key
 * (`CounterMemory`). Only the counter that opens an association must be on disk before the answer leaves: each later one of the
 * session lies above it, and a replay needs an association first.
 *
 * `LogicalDevice` answers for the objects; `Requester` is the client, its authentication and the protection of the
 * request, which is all that access rights depend on.
 */

import type { MechanismName } from '../acse/names.ts'
import type { Conformance } from '../apdu/association/conformance.ts'
import type { AttributeDescriptor, MethodDescriptor, SelectiveAccess } from '../apdu/elements/descriptors.ts'
import type { EncodedData } from '../apdu/elements/encoded-data.ts'
import type { ActionResult, DataAccessResult } from '../apdu/elements/results.ts'
import type { IncomingBlocks, OutgoingBlocks } from '../block-transfer.ts'
import type { BlockLink } from '../general-block-transfer/block-link.ts'
import type { HlsExchange } from '../security/hls/hls.ts'
import type { KeyPairs, Keyring } from '../security/keys/keyring.ts'
import type { SuiteKeys } from '../security/keys/suite-keys.ts'
import type { Protection } from '../security/security-control.ts'
import type { ShortNames } from '../short-names/short-names.ts'

/** The client that asks: what access rights depend on. */
export interface Requester {
  readonly client: number
  readonly mechanism: MechanismName
  /** How this request came. */
  readonly protection: Protection
  /** Whether the application context has ciphering; it may carry a plain request all the same. */
  readonly ciphered?: boolean
  /** Of the client, where it has given one. */
  readonly systemTitle?: Uint8Array | undefined
  /** The dedicated key that the client gave for this association. */
  readonly dedicatedKey?: Uint8Array | undefined
}

/** The objects behind the server. All answers are immediate; a refusal is a value. */
export interface LogicalDevice {
  get(
    requester: Requester,
    attribute: AttributeDescriptor,
    selection?: SelectiveAccess,
  ): EncodedData | DataAccessResult
  set(
    requester: Requester,
    attribute: AttributeDescriptor,
    value: EncodedData,
    selection?: SelectiveAccess,
  ): DataAccessResult
  action(requester: Requester, method: MethodDescriptor, parameters?: EncodedData): ActionAnswer
}

export interface ActionAnswer {
  readonly result: ActionResult
  readonly data?: EncodedData
}

/** The owner of counters: each system title counts for itself, with the broadcast key apart (IEC 62056-5-3, 5.3.6.2). */
export interface CounterSource {
  readonly systemTitle: Uint8Array
  readonly broadcast: boolean
}

/** Invocation counters of one pair of keys, kept where a power cut cannot reach them. */
export interface CounterMemory {
  /** The next counter for our own APDUs; persisted as used before it is returned. */
  take(): number
  /** The highest counter accepted from a client, −1 if none. */
  received(source: CounterSource): number
  /**
   * Remembers the counter of a verified APDU. One that opens an association is kept for good before this
   * returns. The others need not be: to replay a later APDU after a power cut one must first have an association, and
   * for that a counter above the one that was kept.
   */
  accept(counter: number, opensAssociation: boolean, source: CounterSource): void
}

export interface ServerSecurity extends Keyring {
  /** The least protection of every request. */
  readonly policy: Protection
  /** The least protection of every response; that of requests, if absent. */
  readonly responses?: Protection
  readonly counters: CounterMemory
}

/** How a client has to prove itself, with the secrets for it. */
export type ServerAuthentication =
  | { readonly mechanism: 'lowest' }
  | { readonly mechanism: 'low'; readonly password: Uint8Array }
  /** HLS 2: both sides compute the manufacturer's function. */
  | {
      readonly mechanism: 'high-manufacturer'
      readonly answer: (exchange: HlsExchange) => Uint8Array
    }
  /** HLS 3, 4 and 6. */
  | { readonly mechanism: 'high-md5' | 'high-sha1' | 'high-sha256'; readonly secret: Uint8Array }
  /** HLS 5. Needs `security`. */
  | { readonly mechanism: 'high-gmac' }
  /** HLS 7. A certificate (X.509, DER) goes along for a client that has none of ours. */
  | {
      readonly mechanism: 'high-ecdsa'
      readonly signing: KeyPairs
      readonly certificate?: Uint8Array
    }

/** How objects are named: by class and logical name, or by numbers of 16 bits. */
export type Referencing = 'LN' | 'SN'

/** What one client may have: its authentication and security. */
export interface AssociationSettings {
  readonly authentication: ServerAuthentication
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
  /** Which application contexts are served; logical names, if absent. Short names need `shortNames`. */
  readonly referencing?: Referencing | 'both'
  /** The objects of the device by their short names. */
  readonly shortNames?: ShortNames
  /** How many blocks of a general block transfer are taken in one go, 1 to 63; 16, if absent. */
  readonly blockWindow?: number
  /** Fresh random octets for challenges. */
  random(length: number): Uint8Array
}

/** An association that stands, or waits for the client's proof. */
export interface ServerAssociation {
  readonly settings: AssociationSettings
  readonly requester: Requester
  readonly referencing: Referencing
  readonly ciphered: boolean
  readonly conformance: Conformance
  /** The longest APDU the client accepts; 0 for no limit. */
  readonly clientMaxReceivePduSize: number
  readonly clientSystemTitle: Uint8Array | undefined
  /** The client's certificate, where it sent one with HLS 7. */
  readonly clientCertificate: Uint8Array | undefined
  /** Keys of the dedicated key that the client gave, and the highest counter it used with it. */
  readonly dedicated: { readonly keys: SuiteKeys; readonly received: number } | undefined
  /** Keys that the client has agreed on last in general-ciphering. */
  readonly agreed?: SuiteKeys | undefined
  /** With HLS, until the client has proved itself. */
  readonly challenges: { readonly toServer: Uint8Array; readonly toClient: Uint8Array } | undefined
}

/** A long message in one direction. */
export type Transfer =
  | {
      readonly kind: 'get-response' | 'action-response' | 'read-response'
      readonly outgoing: OutgoingBlocks
    }
  | { readonly kind: 'read-request' | 'write-request'; readonly incoming: IncomingBlocks }
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
  /** The exchange in general block transfer that is under way, or was the last. */
  readonly link?: BlockLink | undefined
}

/** Events for the meter's event log. */
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
  /** The client has a data-notification that it was asked to confirm. */
  | { readonly kind: 'confirmed'; readonly longInvokeId: number }

export type ServerStep = readonly [next: ServerState, outputs: readonly ServerOutput[]]
