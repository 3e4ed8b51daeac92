import { randomBytes } from 'node:crypto'
import {
  type Association,
  type AssociationTerms,
  associationSettings,
  type ConnectionPlan,
  openAssociation,
  type Ping,
  pingMeter,
  plainSettings,
  type Quirks,
  stampsOf,
} from '@ferraris/client'
import { zone } from '@ferraris/cosem'
import type { CounterRange } from '@ferraris/dlms/client'
import type { DlmsSession, Frame } from '@ferraris/transport'
import { openSecrets } from '../../inventory/keys/client-secrets.ts'
import type { Lease } from '../leases/lease.ts'
import { type OpenWays, planOf } from './connection-plan.ts'
import { SessionError } from './failure.ts'

export interface SessionTerms extends OpenWays {
  /** How long the connection and each answer may take, milliseconds. */
  readonly timeoutMs: number
  /** Our name towards meters, 8 octets: with the invocation counter it makes each nonce, so it is this store's alone. */
  readonly systemTitle: Uint8Array
  /** Sets more counters aside, when the meter has seen those of the lease already. */
  reserveCounters(atLeast: number): Promise<CounterRange>
  readonly onFrame?: (frame: Frame) => void
  /** Whether requests are to be signed, where suite and keys allow it. */
  readonly signed?: boolean
  /** Sees every APDU that goes out, in its protection. */
  readonly onSent?: (apdu: Uint8Array) => void
  readonly signal?: AbortSignal
}

/** An association with a leased meter that answers. */
export interface MeterSession extends Association {
  release(): Promise<void>
  /** Resolves when the way to the meter is free for others. */
  close(): Promise<void>
}

/** Associates with the meter of a lease as its URI says. Throws TransportError, DlmsError, MeterUriError, ClientError, SessionError. */
export async function openMeter(lease: Lease, terms: SessionTerms): Promise<MeterSession> {
  const { onFrame, onSent, signal, timeoutMs } = terms
  const plan = planOf(lease.uri, lease.endDeviceId, terms)
  let isSecured = false
  try {
    const session = await openAssociation(plan, {
      timeoutMs,
      onFrame,
      onSent,
      signal,
      // In a plain association nothing proves where it comes from.
      onNotification: notification => {
        if (isSecured) terms.roads?.heard?.(lease.endDeviceId, notification)
      },
      terms: async atLeast => {
        const found = await termsOf(plan, lease, terms, atLeast)
        isSecured = found.settings.security !== undefined
        return found
      },
    })
    return until(signal, session)
  } catch (error) {
    if (signal?.aborted) throw new SessionError('session', 'cut off before the meter had answered')
    throw error
  }
}

/** Checks the way to a leased meter. Throws as `openMeter` where nothing is learnt of the meter. */
export async function pingLeased(
  lease: Lease,
  terms: SessionTerms,
  { quirks, now }: { readonly quirks: Quirks; readonly now: () => number },
): Promise<Ping> {
  const { onFrame, signal, timeoutMs } = terms
  const plan = planOf(lease.uri, lease.endDeviceId, terms)
  const options = {
    timeoutMs,
    onFrame,
    signal,
    terms: (atLeast?: number) => termsOf(plan, lease, terms, atLeast),
  }
  return await pingMeter(plan, options, { stamps: stampsOf(quirks, zone(lease.timeZone)), quirks, now })
}

/** Terms of an association under the counters of the lease, or under others that are not below. */
async function termsOf(
  plan: ConnectionPlan,
  lease: Lease,
  { systemTitle: own, signed = false, reserveCounters }: SessionTerms,
  atLeast: number | undefined,
): Promise<AssociationTerms> {
  if (plan.auth === 'none') return { settings: plainSettings(plan, plan.maxApdu) }
  const keys = lease.keys.get(plan.client)
  if (keys === undefined) {
    const missing = `no keys of ${lease.serial} for client ${plan.client}; enrol it again with them`
    throw new SessionError('inventory', missing)
  }
  const secrets = openSecrets(keys)
  const systemTitle = secrets.clientTitle ?? own
  const settings = associationSettings(plan, secrets, {
    systemTitle,
    maxApdu: plan.maxApdu,
    random: randomBytes,
    signed,
  })
  if (settings.security === undefined) return { settings }
  const moreCounters = () => reserveCounters(firstCounter)
  if (atLeast !== undefined) return { settings, counters: await reserveCounters(atLeast), moreCounters }
  // A meter that an earlier head-end has read would take counters from the first one on for a replay, and log it.
  const isFirstContact = lease.counters.next === firstCounter
  return { settings, counters: lease.counters, moreCounters, isFirstContact }
}

/** Where `key_counter` begins for a key that nothing has used. */
const firstCounter = 1

/** A session that an abort closes. */
function until(signal: AbortSignal | undefined, session: DlmsSession): MeterSession {
  const close = () => void session.close()
  if (signal?.aborted) close()
  signal?.addEventListener('abort', close, { once: true })
  return {
    server: session.server,
    get: (...items) => session.get(...items),
    set: (...items) => session.set(...items),
    action: (...items) => session.action(...items),
    request: request => session.request(request),
    async release() {
      signal?.removeEventListener('abort', close)
      await session.release()
    },
    close() {
      signal?.removeEventListener('abort', close)
      return session.close()
    },
  }
}
