import { ClientError } from '../../client-error.ts'
import type { Means } from '../programme.ts'

/** Looks at a meter of which a part restarts, and the time between two: two minutes in all. */
const mostLooks = 60
const lookEveryMs = 2_000

/**
 * Looks at a meter until what it shows is as expected, and again while the part that answers is stopped; what it shows in the end. Without
 * a way to wait it looks once.
 */
export async function afterRestart<T>(
  look: () => Promise<T>,
  isExpected: (found: T) => boolean,
  { pause, signal }: Means,
): Promise<T> {
  for (let looks = 1; ; looks++) {
    signal?.throwIfAborted()
    const isLast = looks === mostLooks || pause === undefined
    try {
      const found = await look()
      if (isLast || isExpected(found)) return found
    } catch (error) {
      if (isLast || !isStopped(error)) throw error
    }
    await pause(lookEveryMs)
  }
}

function isStopped(error: unknown): boolean {
  return error instanceof ClientError && error.result === 'temporary-failure'
}
