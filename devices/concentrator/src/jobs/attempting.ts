import { MeterError } from '../network/meter-error.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Attempt } from './job-queue.ts'

/** The outcome of an attempt, also where the meter refused. Throws StoreError. */
export function* attempting(procedure: Procedure<Attempt>): Procedure<Attempt> {
  try {
    return yield* procedure
  } catch (error) {
    if (!(error instanceof MeterError)) throw error
    const { code, message } = error
    if (code === 'unreached' || code === 'effect-unknown') return { state: 'unreached', detail: message }
    return { state: code === 'refused' ? 'refused' : 'failed', detail: message }
  }
}
