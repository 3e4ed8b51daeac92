import type { EventEmitter } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import { Counter, type Registry } from 'prom-client'
import { isConflict } from './errors.ts'

/** Times that a transaction is begun. */
export const mostAttempts = 4
/** Longest pause before the second one, milliseconds; each further one may be as much longer. Two that met must not meet again. */
const pauseMs = 25

/** What the pool is told of each attempt that met another: whether it was the last. */
const conflictMet = 'conflict'

/**
 * Does a whole transaction again that the database has ended for the sake of another, which changes the same in another order: the work
 * must change nothing but the store. What is in the way each time throws the database's error, which counts as unavailability.
 */
export async function untilNoConflict<T>(pool: Pool, attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt()
    } catch (error) {
      if (!isConflict(error)) throw error
      const isLast = attempts === mostAttempts
      pool.emit(conflictMet, isLast)
      if (isLast) throw error
    }
    await delay(Math.random() * pauseMs * attempts)
  }
}

/** Counts what {@link untilNoConflict} did. */
export function countConflicts(registry: Registry, pool: Pool): void {
  const met = new Counter({
    name: 'ferraris_transaction_conflicts_total',
    help: 'Transactions that the database ended for the sake of others, done again or given up.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  for (const outcome of ['repeated', 'given-up'] as const) met.inc({ outcome }, 0)
  const emitter: EventEmitter = pool
  emitter.on(conflictMet, (isLast: boolean) => met.inc({ outcome: isLast ? 'given-up' : 'repeated' }))
}
