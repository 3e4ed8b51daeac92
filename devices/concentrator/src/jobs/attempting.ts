import { MeterError } from '../network/meter-error.ts'
import type { Course } from '../network/procedure.ts'
import type { Attempt } from './job-queue.ts'

/** What an attempt came to, also where the meter did not do what it was asked. Throws StoreError. */
export function* attempting(course: Course<Attempt>): Course<Attempt> {
  try {
    return yield* course
  } catch (error) {
    if (!(error instanceof MeterError)) throw error
    const { code, message } = error
    if (code === 'unreached' || code === 'effect-unknown') return { state: 'unreached', detail: message }
    return { state: code === 'refused' ? 'refused' : 'failed', detail: message }
  }
}
