import { boolean, freeText, type Infer, list, oneOf, optional, record, text, union } from '../check.ts'
import { aca, count, imageOctets, key, mostMeters, mostResults, name, sha256 } from './fields.ts'
import { job } from './jobs.ts'
import { publicKey } from './own-state.ts'
import { settings } from './settings.ts'

/** Only ever on an encrypted link or on loopback. */
const secret = text(/^[0-9A-Fa-f]{32}$/, '32 hex digits')

/** A meter that the concentrator is to serve. */
const adoption = record({
  aca,
  serial: name,
  /** Write key, read key. */
  k1: secret,
  k2: secret,
  /** The section of the grid it belongs to; the concentrator's only one without it. */
  transformer: optional(name),
  /** True for the meter that measures what flows into the section. */
  substation: optional(boolean),
  /** How it protects its SMITP messages; `hardened` without it. */
  mode: optional(oneOf('faithful', 'hardened')),
  /** A peer that is dead: the meter is on loan, and goes back when `peers` says that it lives. */
  onLoanFrom: optional(name),
})

/** Another concentrator, and the meters it serves. */
const peer = record({
  concentrator: name,
  acas: list(aca, mostMeters),
  /** True while the head-end holds it for dead: its meters may be given to others on loan. */
  dead: optional(boolean),
})

/**
 * Why a result is never stored: its meter is none that this concentrator serves or served (`foreign`), its times or names
 * cannot be (`impossible`), or the store does not take it (`refused`).
 */
const refusalReasons = ['foreign', 'impossible', 'refused'] as const

/** Tickets of a concentrator whose time is not over. */
export const mostTickets = 200

const refusal = record({ key, reason: oneOf(...refusalReasons), detail: optional(freeText(500)) })

/** Every message to the concentrator, by kind. */
export const downMessage = union({
  acknowledge: record({ keys: list(key, mostResults, 1) }),
  /** Results that are not stored and never will be: as final an answer as `acknowledge`, so that they hold nothing up. */
  refuse: record({ refusals: list(refusal, mostResults, 1) }),
  jobs: record({ jobs: list(job, mostResults, 1) }),
  /** Jobs that are not to be begun any more. Each is answered with a report: `cancelled`, or what has become of it before. */
  cancel: record({ ids: list(key, mostResults, 1) }),
  /** Settings that hold from now on, and after a restart. Answered with `settings`. */
  settings: record({ settings }),
  /** The entries of its event log up to this number are committed. */
  'own-events-taken': record({ upTo: count }),
  /**
   * The key by which the head-end signs tickets of field devices and firmware of concentrators, and the tickets that it has recalled
   * before their end. Told at each connection, and when one is recalled.
   */
  trust: record({ key: publicKey, recalled: optional(list(key, mostTickets)) }),
  adopt: record({ meters: list(adoption, mostMeters, 1) }),
  release: record({ acas: list(aca, mostMeters, 1) }),
  /** A part of a firmware image; `size` is that of the whole, 0 says that there is no such image. */
  'image-part': record({
    sha256,
    size: imageOctets,
    offset: imageOctets,
    octets: text(
      /^(?:[A-Za-z0-9+/]{4}){0,16384}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
      'base64 of at most 49152 octets',
    ),
  }),
  peers: record({ peers: list(peer, 64) }),
})

export type DownMessage = Infer<typeof downMessage>
