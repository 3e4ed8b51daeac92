import { DlmsError } from '@ferraris/dlms'
import type { ClientSettings, CounterRange } from '@ferraris/dlms/client'
import type { Notification } from '@ferraris/dlms/push'
import { DlmsSession, type LinkTerms, TransportError } from '@ferraris/transport'
import { ClientError } from '../client-error.ts'
import { plainSettings } from './association-settings.ts'
import type { ConnectionPlan } from './connection-plan.ts'
import { readCounter } from './read-counter.ts'

/** Settings of one association, with counters that are its alone. */
export interface AssociationTerms {
  readonly settings: ClientSettings
  readonly counters?: CounterRange | undefined
  /** Reserves more of them while the association lasts. */
  readonly moreCounters?: (() => Promise<CounterRange>) | undefined
  /** Nothing is known yet of the counters that the meter has seen from this client. */
  readonly isFirstContact?: boolean
}

export interface OpenOptions extends LinkTerms {
  /** Terms of an association with fresh challenges; `atLeast`: what its counters must begin with or above. */
  terms(atLeast?: number): Promise<AssociationTerms> | AssociationTerms
  /** Sees every APDU that goes out in the association, in its protection. */
  readonly onSent?: ((apdu: Uint8Array) => void) | undefined
  /** Receives what the meter sends unasked in the association. */
  readonly onNotification?: ((notification: Notification) => void) | undefined
  /** Called when a counter was read because the meter has seen the client's. */
  onCounterSeen?(counter: number): void
}

/** The public client, which needs no authentication (IEC 62056-5-3). */
export const publicClient = 16

/**
 * Associates with a meter. Where the meter has seen the client's counters already, the expected one is read through its
 * public association, and the client associates once more; at first contact it is read before. Throws TransportError,
 * DlmsError, ClientError.
 */
export async function openAssociation(plan: ConnectionPlan, options: OpenOptions): Promise<DlmsSession> {
  const given = await options.terms()
  const isAsked = isToBeAsked(plan, given)
  const terms = isAsked ? await termsAbove(plan, options, given) : given
  const way = { isOpen: false }
  try {
    if (isAsked) return await associateNext(plan, terms, options, way)
    return await associate(plan, plan.client, terms, options, way)
  } catch (error) {
    if (options.signal?.aborted || !isCounted(terms) || !mayBeTheCounter(error, plan, way)) throw error
    // The exception is not authenticated and may be forged: the meter's own object is read.
    const isSaid = error instanceof DlmsError && error.code === 'counter-refused'
    const seen = isSaid ? await counterSeen(plan, options) : await quietly(() => counterSeen(plan, options))
    if (seen === undefined || (!isSaid && seen < firstOf(terms))) throw error
    options.onCounterSeen?.(seen)
    return await associateNext(plan, await options.terms(seen + 1), options)
  }
}

/** At first contact; but on a slow way reading takes long, and the meter says itself when a counter is used up. */
function isToBeAsked({ patienceMs }: ConnectionPlan, terms: AssociationTerms): boolean {
  return terms.isFirstContact === true && isCounted(terms) && patienceMs === 0
}

/** Terms above the counter that the meter has seen, where it tells. */
async function termsAbove(
  plan: ConnectionPlan,
  options: OpenOptions,
  terms: AssociationTerms,
): Promise<AssociationTerms> {
  const seen = await quietly(() => counterSeen(plan, options))
  if (seen === undefined || seen < firstOf(terms)) return terms
  if (seen > 0) options.onCounterSeen?.(seen)
  return await options.terms(seen + 1)
}

/** Meters that serve one connection at a time need a moment to see that the one before is gone. */
const pauseMs = 300

/** Associates right behind another session of the client. */
async function associateNext(
  plan: ConnectionPlan,
  terms: AssociationTerms,
  options: OpenOptions,
  way = { isOpen: false },
): Promise<DlmsSession> {
  try {
    return await associate(plan, plan.client, terms, options, way)
  } catch (error) {
    if (!(error instanceof TransportError) || !/^(closed|refused)$/.test(error.code)) throw error
    await new Promise(resolve => setTimeout(resolve, pauseMs))
    return await associate(plan, plan.client, terms, options, way)
  }
}

function isCounted({ settings, counters }: AssociationTerms): boolean {
  return settings.security !== undefined && counters !== undefined
}

function firstOf({ counters }: AssociationTerms): number {
  return counters?.next ?? 0
}

/**
 * Whether an association may have failed for its counter. Meters answer with an exception that names the counter; older
 * ones with one that does not, with a failed authentication, a closed connection or silence.
 */
function mayBeTheCounter(error: unknown, { patienceMs }: ConnectionPlan, way: { isOpen: boolean }): boolean {
  if (error instanceof DlmsError) {
    if (error.code === 'association-rejected')
      return /authentication-failure|no-reason-given/.test(error.message)
    return error.code === 'counter-refused' || error.code === 'exception'
  }
  // Silence on a slow link has other reasons, and reading a counter there takes long.
  return error instanceof TransportError && way.isOpen && patienceMs === 0
}

async function associate(
  plan: ConnectionPlan,
  client: number,
  { settings, counters, moreCounters }: AssociationTerms,
  { onFrame, onSent, onNotification, signal, tls, timeoutMs: patienceMs }: OpenOptions,
  way = { isOpen: false },
): Promise<DlmsSession> {
  const timeoutMs = Math.max(patienceMs, plan.patienceMs)
  const link = await plan.open(client, { timeoutMs, onFrame, signal, tls })
  way.isOpen = true
  return await DlmsSession.open(link, {
    settings,
    counters,
    moreCounters,
    timeoutMs,
    onSent,
    onNotification,
    signal,
  })
}

/** The highest counter that the meter has accepted from the client, read as public client. */
async function counterSeen(plan: ConnectionPlan, options: OpenOptions): Promise<number> {
  const session = await associate(
    plan,
    publicClient,
    { settings: plainSettings(plan, plan.maxApdu) },
    options,
  )
  try {
    return await readCounter(session, plan.client)
  } finally {
    await session.close()
  }
}

/** What an attempt gives that may fail: meters without a public association, or without the object, are no fault. */
async function quietly<T>(attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt()
  } catch (error) {
    if (isMeters(error)) return undefined
    throw error
  }
}

/** Whether an error is the meter's, or the way's to it. */
function isMeters(error: unknown): boolean {
  return error instanceof TransportError || error instanceof DlmsError || error instanceof ClientError
}
