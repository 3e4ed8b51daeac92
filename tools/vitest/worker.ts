import { flushCompileCache } from 'node:module'
import { afterAll, vi } from 'vitest'

const before = { ...process.env }

/** A worker serves one file after the other: the next one finds environment, clock and functions as they were. */
afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  // Vitest ends a worker by a signal, but Node writes what it has compiled only at an exit of its own.
  flushCompileCache()
})
