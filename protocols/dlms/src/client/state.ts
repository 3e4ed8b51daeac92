/*
 * The client's side of an application association (IEC 62056-5-3, clause 7): its state, what it takes in, what it gives out.
 *
 *     phase               input or APDU                    next phase
 *     idle, closed        associate                        awaiting-aare      sends AARQ
 *     awaiting-aare       AARE, accepted                   ready              without HLS
 *                         AARE with a challenge            awaiting-hls       sends its proof (pass 3)
 *     awaiting-hls        the server's proof (pass 4)      ready              or closed: server-not-authentic
 *     ready               request                          awaiting-response  sends the request
 *                         release                          awaiting-rlre      sends RLRQ
 *     awaiting-response   block, or block acknowledged     awaiting-response  asks for or sends the next one
 *                         response                         ready              output `response`
 *                         abort                            ready              the answer is passed over when it comes
 *     awaiting-rlre       any APDU                         closed             output `released`
 *
 * One request is under way at a time, and the machine is never ahead of the server: each APDU that it sends in `awaiting-response`
 * is an answer to one that came. A request that wants no answer leaves the phase `ready`. Notifications come in every phase with an
 * association and change none.
 *
 * A peer's fault closes the association: after a broken, unprotected or replayed APDU nothing that it sends can be trusted. A fault of
 * ours, such as a service that was not negotiated, leaves it open; a refusal of the server is a response, no fault. `silence`, told by
 * the caller by its clock, repeats the last blocks of a general block transfer and fails everything else with `no-answer`: other
 * services cannot be repeated without the risk of a second effect.
 *
 * Secured associations add three rules. An invocation counter is taken from the range that the caller has reserved, before the APDU
 * exists, and never twice. A counter of the server must be above the last one under the same key. Until both sides have proved
 * themselves, APDUs use the global key even where a dedicated one was given.
 *
 * Short names are a translation around the same phases: a request by logical name first reads the object list, once, if it is
 * not known (`Purpose`), then travels as Read or Write.
 */

import type { Conformance } from '../apdu/association/conformance.ts'
import type { IncomingBlocks, OutgoingBlocks } from '../block-transfer.ts'
import type { DlmsError } from '../dlms-error.ts'
import type { BlockLink } from '../general-block-transfer/block-link.ts'
import type { Notification } from '../push/notification.ts'
import type { ServiceRequest, ServiceResponse } from '../request.ts'
import type { KeyKind } from '../security/envelope.ts'
import type { HlsExchange } from '../security/hls/hls.ts'
import type { KeyChoice } from '../security/keys/end-to-end-key.ts'
import type { KeyPairs, Keyring } from '../security/keys/keyring.ts'
import type { SuiteKeys } from '../security/keys/suite-keys.ts'
import type { Protection } from '../security/security-control.ts'
import type { ShortNames } from '../short-names/short-names.ts'
import type { LogicalRequest, Translation } from './short-names/short-names.ts'

/** Keys and names of a client in a secured association. */
export interface ClientSecurity extends Keyring {
  /** 8 octets. */
  readonly systemTitle: Uint8Array
  /** Protection of every APDU we send. */
  readonly protection: Protection
  /** The least protection that we accept; that of what we send, if absent. */
  readonly accepts?: Protection
  /**
   * Fresh random octets, as many as a key of the suite has: APDUs of this association then use this key instead of the
   * global one, unless they are ciphered end to end.
   */
  readonly dedicatedKey?: Uint8Array
  /**
   * `service` ciphers as glo-get-request and so on, `general` as general-glo-ciphering, a choice of key as
   * general-ciphering. Default `service`.
   */
  readonly ciphering?: 'service' | 'general' | KeyChoice
}

/**
 * How a client authenticates. `challenge` is 8 to 64 fresh random octets, with `ecdsa` 32 to 64. What HLS proves with
 * system titles (`gmac`, `sha256`, `ecdsa`) needs one, from `security` or from the settings.
 */
export type ClientAuthentication =
  | { readonly mechanism: 'none' }
  | { readonly mechanism: 'low'; readonly password: Uint8Array }
  /** HLS 2: both sides compute the manufacturer's function. */
  | {
      readonly mechanism: 'manufacturer'
      readonly challenge: Uint8Array
      readonly answer: (exchange: HlsExchange) => Uint8Array
    }
  /** HLS 3, 4 and 6. */
  | {
      readonly mechanism: 'md5' | 'sha1' | 'sha256'
      readonly challenge: Uint8Array
      readonly secret: Uint8Array
    }
  /** HLS 5. Needs `security`. */
  | { readonly mechanism: 'gmac'; readonly challenge: Uint8Array }
  /** HLS 7. A certificate (X.509, DER) goes along for a server that has none of ours. */
  | {
      readonly mechanism: 'ecdsa'
      readonly challenge: Uint8Array
      readonly signing: KeyPairs
      readonly certificate?: Uint8Array
    }

export interface ClientSettings {
  readonly authentication: ClientAuthentication
  readonly security?: ClientSecurity
  /** 8 octets, where there is no `security` that has it. */
  readonly systemTitle?: Uint8Array
  readonly proposedConformance: Conformance
  /** The longest APDU we accept; 0 for no limit. */
  readonly maxReceivePduSize: number
  /** Bound of a response put together from blocks, octets. */
  readonly maxResponseLength: number
  /** How objects are named; by logical names, if absent. */
  readonly referencing?: 'LN' | 'SN'
  /** The object list of a server with short names, where it is known. It is read otherwise, when first needed. */
  readonly shortNames?: ShortNames
  /** How many blocks of a general block transfer are taken in one go, 1 to 63; 16, if absent. */
  readonly blockWindow?: number
}

/** Invocation counters reserved for this association: `next` up to and without `end`. */
export interface CounterRange {
  readonly next: number
  readonly end: number
}

/** What is known of the server once AARE has come. */
export interface ServerFacts {
  readonly systemTitle: Uint8Array | undefined
  readonly conformance: Conformance
  /** 0 for no limit. */
  readonly maxReceivePduSize: number
  /** The server's challenge to us, with HLS. */
  readonly challenge: Uint8Array | undefined
  /** The server's certificate, where it sent one with HLS 7. */
  readonly certificate: Uint8Array | undefined
}

/** Why the machine makes a request that its user did not ask for in this form. */
export type Purpose =
  /** The short names, to ask on with them. */
  | { readonly kind: 'object-list'; readonly asked: LogicalRequest }
  | { readonly kind: 'translation'; readonly translation: Translation }

/** A request under way. */
export interface Exchange {
  readonly request: ServiceRequest
  readonly purpose?: Purpose | undefined
  readonly outgoing: OutgoingBlocks | undefined
  readonly incoming: IncomingBlocks
  /** The general block transfer that carries it, if one does. */
  readonly link?: BlockLink | undefined
  /** How often its last blocks have been said again. */
  readonly repeats: number
}

type ClientPhase =
  | { readonly name: 'idle' | 'awaiting-aare' | 'closed' }
  | { readonly name: 'awaiting-hls' | 'ready' | 'awaiting-rlre'; readonly server: ServerFacts }
  | { readonly name: 'awaiting-response'; readonly server: ServerFacts; readonly exchange: Exchange }

/** The client end of one association, between two inputs. */
export interface ClientState {
  readonly settings: ClientSettings
  readonly counters: CounterRange
  /** The highest invocation counter the server has used towards us with each key. */
  readonly serverCounters: Readonly<Record<KeyKind, number>>
  /** The keys with the dedicated encryption key, where the settings give one. */
  readonly dedicatedKeys: SuiteKeys | undefined
  /** Keys agreed on last in general-ciphering, by the server and by us. */
  readonly agreedKeys: { readonly peer?: SuiteKeys; readonly own?: SuiteKeys }
  readonly invokeId: number
  /** Invoke ids of requests given up; their answers may still come. */
  readonly abandoned: readonly number[]
  /** Of the server, once they are known. */
  readonly shortNames: ShortNames | undefined
  /** Blocks of a notification on its way. */
  readonly pushed: IncomingBlocks
  readonly phase: ClientPhase
}

export type ClientInput =
  | { readonly kind: 'associate' }
  | { readonly kind: 'request'; readonly request: ServiceRequest }
  | { readonly kind: 'release' }
  | { readonly kind: 'apdu'; readonly apdu: Uint8Array }
  /** The data-notification with this number is in safe hands. */
  | { readonly kind: 'confirm'; readonly longInvokeId: number }
  /** Nothing has come for as long as an answer may take. */
  | { readonly kind: 'silence' }
  /** The request under way is wanted no more. */
  | { readonly kind: 'abort' }

export type ClientOutput =
  | { readonly kind: 'send'; readonly apdu: Uint8Array }
  | { readonly kind: 'associated'; readonly server: ServerFacts }
  | { readonly kind: 'response'; readonly response: ServiceResponse }
  | { readonly kind: 'released' }
  /** What the server sent of its own; comes at any time and ends nothing. */
  | { readonly kind: 'notification'; readonly notification: Notification }
  /** The request or the association failed; in phase `closed` the association is gone. */
  | { readonly kind: 'failed'; readonly error: DlmsError }

export type ClientStep = readonly [next: ClientState, outputs: readonly ClientOutput[]]
