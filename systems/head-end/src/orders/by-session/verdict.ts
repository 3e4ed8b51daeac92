import { ClientError, type Performed, type Step } from '@ferraris/client'
import type { Failure } from '../../collection/session/failure.ts'
import type { Cause } from '../record/causes.ts'
import type { OrderOutcome } from './outcome.ts'

/** What an attempt came to. One that may be made again is `isFinal: false`. */
export interface Verdict {
  readonly state: 'verified' | 'done' | 'refused' | 'failed'
  readonly cause: Cause | null
  readonly detail: string | null
  readonly isFinal: boolean
}

/** What the steps of a programme come to: all read back is verified, one refused or differing is failed. */
export function verdictOf({ steps, detail }: Pick<Performed, 'steps' | 'detail'>): Verdict {
  const wrong = steps.find(({ outcome }) => outcome === 'refused' || outcome === 'differs')
  if (wrong !== undefined) {
    const cause = wrong.outcome === 'differs' ? 'differs' : 'refused'
    return { state: 'failed', cause, detail: wordsOf(wrong), isFinal: true }
  }
  const isVerified = steps.length > 0 && steps.every(({ outcome }) => outcome === 'verified')
  return { state: isVerified ? 'verified' : 'done', cause: null, detail: detail ?? null, isFinal: true }
}

function wordsOf({ target, outcome, reason, found }: Step): string {
  const what = outcome === 'differs' ? `shows ${found ?? 'something else'}` : 'refused'
  return `${target}: ${what}${reason === undefined ? '' : ` (${reason})`}`
}

/** What a program error of the client means for the order alone: the association goes on. Undefined for what ends the session. */
export function verdictOfRefusal(error: unknown): Verdict | undefined {
  if (!(error instanceof ClientError)) return undefined
  const isRefusal = error.code === 'refused'
  const cause = isRefusal ? 'refused' : 'not-supported'
  return { state: 'refused', cause, detail: error.message, isFinal: true }
}

/** What a session that came to nothing means for its orders. */
export function verdictOfFailure({ state, layer, message }: Failure): Verdict {
  const detail = `${layer}: ${message}`
  // Another attempt finds the same inventory and the same keys.
  if (layer === 'inventory') return { state: 'failed', cause: 'not-callable', detail, isFinal: true }
  if (state === 'refused' && layer === 'security')
    return { state: 'failed', cause: 'wrong-key', detail, isFinal: true }
  // The next session begins above what the meter has seen.
  if (layer === 'counter') return { state: 'failed', cause: 'counter', detail, isFinal: false }
  const cause = state === 'failed' ? 'internal' : state
  return { state: 'failed', cause, detail, isFinal: false }
}

/** Not to be done any more: a later order has set the same thing. */
export const overtaken: Pick<OrderOutcome, 'state' | 'cause' | 'detail'> = {
  state: 'cancelled',
  cause: 'overtaken',
  detail: 'a later order sets the same thing',
}

/** Workers died with it so often that it may be the cause. */
export const tooOften: Pick<OrderOutcome, 'state' | 'cause' | 'detail' | 'isAttempt'> = {
  state: 'failed',
  cause: 'too-many-attempts',
  detail: 'no attempt came to an end',
  isAttempt: false,
}

const firstWaitMs = 5000
const longestWaitMs = 600_000

/** When an order is tried again: twice as late each time, up to ten minutes; the meter's number spreads those that failed together. */
export function nextAttempt(attempts: number, endDeviceId: number, now: number): number {
  const wait = Math.min(firstWaitMs * 2 ** Math.min(attempts - 1, 20), longestWaitMs)
  const spread = 0.75 + ((endDeviceId * 0.618_033_988_75) % 1) / 2
  return now + Math.round(wait * spread)
}
