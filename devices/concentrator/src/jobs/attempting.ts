import type { JobCause } from '@ferraris/uplink'
import { MeterError, type MeterFault } from '../network/meter-error.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Attempt } from './job-queue.ts'

const causes = {
  unreadable: 'unreadable',
  'no-keys': 'not-callable',
  'wrong-key': 'wrong-key',
  counter: 'counter',
  'session-failed': 'broken-off',
} as const satisfies Partial<Record<MeterFault, JobCause>>

/** What some of the meter's own reasons come to; by any other it has refused. */
const refusals: Readonly<Record<string, JobCause>> = {
  'not-authentic': 'wrong-key',
  'message-unknown': 'not-supported',
  'table-undefined': 'not-supported',
  'row-undefined': 'not-supported',
}

/** The outcome of an attempt, also where the meter refused. Throws StoreError. */
export function* attempting(procedure: Procedure<Attempt>): Procedure<Attempt> {
  try {
    return yield* procedure
  } catch (error) {
    if (!(error instanceof MeterError)) throw error
    const { code, message, refusal = '' } = error
    if (code === 'unreached' || code === 'effect-unknown') return { state: 'unreached', detail: message }
    if (code === 'refused')
      return { state: 'refused', cause: refusals[refusal] ?? 'refused', detail: message }
    return { state: 'failed', cause: causes[code], detail: message }
  }
}
