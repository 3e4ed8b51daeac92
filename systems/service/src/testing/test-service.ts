import type { FastifyInstance } from 'fastify'
import type { Feature } from '../feature.ts'
import { type Kit, type KitTables, openKit } from '../kit.ts'
import { type AppOptions, createApp } from '../server/app.ts'
import { openMetrics } from '../server/metrics.ts'
import { type TemporaryStore, temporaryStore } from './temporary-store.ts'

/** The HTTP side of a service over a real, empty store; the clock stands still until a test moves it. */
export interface TestService<P> {
  readonly app: FastifyInstance
  readonly store: TemporaryStore<KitTables>
  readonly parts: P
  readonly clock: { now: number }
  readonly folder: string
  close(): Promise<void>
}

/** Makes parts from the kit, and tells how they are closed. */
type MakeParts<P> = (kit: Kit) => Promise<{ readonly parts: P; close(): Promise<void> }>

/** With people and audit log alone, or with features and the parts that they work with. */
export async function openTestService<P extends Kit>(
  features: readonly Feature<P>[],
  makeParts: MakeParts<P>,
  options: Partial<AppOptions> = {},
): Promise<TestService<P>> {
  const store = await temporaryStore<KitTables>(features)
  const clock = { now: Date.parse('2026-11-20T12:00:00Z') }
  const made = await makeParts(openKit(store, () => clock.now, 'test'))
  const app = await createApp(features, made.parts, {
    api: { title: 'Test', description: 'A service under test.' },
    metrics: openMetrics(),
    publicMetrics: true,
    ...options,
  })
  const close = async () => {
    await app.close()
    await made.close()
    await store.remove()
  }
  return { app, store, parts: made.parts, clock, folder: store.folder, close }
}

/** A service that can do no more than every service. */
export function openBareService(options?: Partial<AppOptions>): Promise<TestService<Kit>> {
  return openTestService([], async parts => ({ parts, close: async () => {} }), options)
}
