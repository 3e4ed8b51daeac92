import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { AuditLog } from '../audit/audit-log.ts'
import { ownSystemTitle } from '../collection/system-title.ts'
import { Writer } from '../collection/writer.ts'
import type { Store } from '../database/store.ts'
import { enrol } from '../inventory/enrol.ts'
import { Network } from '../network/uplink/network.ts'
import { MeterReader } from '../on-demand/meter-reader.ts'
import { openPeople } from '../people/people.ts'
import { type AppOptions, createApp, type Services } from '../server/app.ts'
import { Metrics } from '../server/metrics.ts'
import { WorkOrders } from '../work-orders/work-orders.ts'
import { ring } from './readings.ts'
import { temporaryStore } from './temporary-store.ts'

/** The HTTP side over a real, empty store; the clock stands still until a test moves it. */
export interface TestApp {
  readonly app: FastifyInstance
  readonly store: Store
  readonly services: Services
  readonly clock: { now: number }
  readonly folder: string
  close(): Promise<void>
}

export async function openTestApp(options: Partial<AppOptions> = {}): Promise<TestApp> {
  const store = await temporaryStore()
  const clock = { now: Date.parse('2026-11-20T12:00:00Z') }
  const now = () => clock.now
  const { kysely: db, pool, folder } = store
  const systemTitle = await ownSystemTitle(db)
  const writer = await Writer.open(pool, { gather: 1 })
  const network = new Network({ db, pool, ring, writer, now })
  const services: Services = {
    db,
    now,
    pool,
    network,
    timeZone: 'Europe/Rome',
    people: openPeople({ db, now }),
    audit: new AuditLog(db, now),
    activity: () => ({ activeSessions: 0, sessionsPerSecond: 0 }),
    enrol: async devices => {
      const outcome = await enrol(pool, ring, devices, now())
      await network.enrolled(devices)
      return outcome
    },
    workOrders: new WorkOrders({ db, ring, writer, now }),
    onDemand: new MeterReader({ db, now, pool, ring, writer, owner: randomUUID(), systemTitle }),
  }
  const metrics = new Metrics({ activeSessions: () => 0, dueNow: async () => 0 })
  const app = await createApp(services, { metrics: metrics.registry, publicMetrics: true, ...options })
  const close = async () => {
    await app.close()
    await writer.close()
    await store.remove()
  }
  return { app, store, services, clock, folder, close }
}
