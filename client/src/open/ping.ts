import { DlmsError } from '@ferraris/dlms'
import { FerrarisError } from '@ferraris/errors'
import type { Stamps } from '@ferraris/metering'
import { DlmsSession, type Frame, TransportError } from '@ferraris/transport'
import { type ClockReading, clockQuery } from '../clock/clock-reading.ts'
import type { Quirks } from '../quirks/quirks.ts'
import { sourceOf } from '../session/attribute-source.ts'
import { ask } from '../session/query.ts'
import { plainSettings } from './association-settings.ts'
import type { ConnectionPlan } from './connection-plan.ts'
import { type OpenOptions, openAssociation, publicClient } from './open-association.ts'

/**
 * `reachable`: the clock was read, and our keys are right; `no-link`: nothing came back; `no-association`: there is a
 * link, but the meter associates with no client of ours; `key-fault`: it tells the public client the time, and refuses our keys.
 */
export const pingVerdicts = ['reachable', 'no-link', 'no-association', 'key-fault'] as const
export type PingVerdict = (typeof pingVerdicts)[number]

/** What came of a routine check. */
export interface Ping {
  readonly verdict: PingVerdict
  /** As the public client read it. */
  readonly clock?: ClockReading
  /** From opening the way until the clock was there. */
  readonly milliseconds?: number
  /** Why it is not reachable, or what else was seen. */
  readonly error?: Error
}

interface PingTerms {
  readonly stamps: Stamps
  readonly quirks: Quirks
  /** Epoch milliseconds. */
  now(): number
}

/**
 * Checks the way to a meter from below: the link, the clock as public client, then the association with our keys. Throws what is
 * no fault of the meter or of the way to it, such as a concentrator that is away.
 */
export async function pingMeter(plan: ConnectionPlan, options: OpenOptions, terms: PingTerms): Promise<Ping> {
  const seen = { link: false }
  const onFrame = (frame: Frame) => {
    if (frame.direction === 'received') seen.link = true
    options.onFrame?.(frame)
  }
  const heard = await clockAsPublic(plan, { ...options, onFrame }, terms, seen)
  if (!seen.link) return { verdict: 'no-link', ...heard }
  if (plan.auth === 'none')
    return { verdict: heard.clock === undefined ? 'no-association' : 'reachable', ...heard }
  try {
    const session = await openAssociation(plan, { ...options, onFrame })
    await session.release().catch(() => {})
    await session.close()
    return { verdict: 'reachable', ...heard }
  } catch (error) {
    if (!isMeters(error) || options.signal?.aborted) throw error
    const verdict = heard.clock !== undefined && isOfKeys(error) ? 'key-fault' : 'no-association'
    return { verdict, ...heard, error: error as Error }
  }
}

type Heard = Pick<Ping, 'clock' | 'milliseconds' | 'error'>

async function clockAsPublic(
  plan: ConnectionPlan,
  { onFrame, signal, tls, timeoutMs: patienceMs }: OpenOptions,
  { stamps, quirks, now }: PingTerms,
  seen: { link: boolean },
): Promise<Heard> {
  const timeoutMs = Math.max(patienceMs, plan.patienceMs)
  const began = performance.now()
  try {
    const link = await plan.open(publicClient, { timeoutMs, onFrame, signal, tls })
    if (plan.isAnsweredAtOpening === true) seen.link = true
    const session = await DlmsSession.open(link, {
      settings: plainSettings(plan, plan.maxApdu),
      timeoutMs,
      signal,
    })
    try {
      const [clock] = await ask(sourceOf(session, quirks, now), clockQuery(stamps))
      const milliseconds = Math.round(performance.now() - began)
      return 'refused' in clock ? { milliseconds } : { clock, milliseconds }
    } finally {
      await session.release().catch(() => {})
      await session.close()
    }
  } catch (error) {
    if (!isMeters(error) || signal?.aborted) throw error
    return { error: error as Error }
  }
}

function isMeters(error: unknown): boolean {
  return (
    error instanceof TransportError ||
    error instanceof DlmsError ||
    (error instanceof FerrarisError && error.culprit === 'remote') ||
    isOfKeys(error)
  )
}

/** Refused keys, keys that do not open an answer, and keys that are missing here. */
function isOfKeys(error: unknown): boolean {
  if (!(error instanceof FerrarisError)) return false
  return (
    /key|authentic|protection|secret|inventory/.test(error.code) ||
    (error.code === 'association-rejected' && /authentication|no-reason/.test(error.message)) ||
    error.code === 'exception'
  )
}
