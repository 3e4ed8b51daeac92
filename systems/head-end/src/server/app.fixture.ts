import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { openStore, type Store } from '../database/store.ts'
import { enrol } from '../inventory/enrol.ts'
import { openKeyRing } from '../inventory/key-ring.ts'
import { Accounts } from '../people/accounts.ts'
import { Sessions } from '../people/sessions.ts'
import { Tokens } from '../people/tokens.ts'
import { type AppOptions, createApp, type Services } from './app.ts'
import { Metrics } from './metrics.ts'

/** The HTTP side over a real, empty store, for tests; the clock stands still until a test moves it. */
export interface TestApp {
  app: FastifyInstance
  store: Store
  services: Services
  clock: { now: number }
  folder: string
  close(): Promise<void>
}

export async function openTestApp(
  options: Partial<AppOptions> = {},
  replaced: Partial<Services> = {},
): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), 'ferraris-app-'))
  const store = await openStore({ data: folder })
  const clock = { now: Date.parse('2026-11-20T12:00:00Z') }
  const now = () => clock.now
  const db = store.kysely
  const ring = await openKeyRing(folder, {})
  const services: Services = {
    db,
    now,
    timeZone: 'Europe/Rome',
    people: { accounts: new Accounts(db, now), sessions: new Sessions(db, now), tokens: new Tokens(db, now) },
    activity: () => ({ activeSessions: 0, sessionsPerSecond: 0 }),
    enrol: devices => enrol(store.pool, ring, devices, now()),
    onDemand: { readRegisters: async () => null, readObjects: async () => null },
    ...replaced,
  }
  const metrics = new Metrics({ activeSessions: () => 0, dueNow: async () => 0 })
  const app = await createApp(services, { metrics: metrics.registry, publicMetrics: true, ...options })
  const close = async () => {
    await app.close()
    await store.close()
    await rm(folder, { recursive: true })
  }
  return { app, store, services, clock, folder, close }
}
