import { ownSystemTitle } from '../../collection/system-title.ts'
import { Writer } from '../../collection/writer.ts'
import { enrol } from '../../inventory/enrol.ts'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { ring } from '../../testing/readings.ts'
import { temporaryStore } from '../../testing/temporary-store.ts'
import { octetsForMeters } from '../files/files.ts'
import { insertControl, type NewControl } from '../record/insert.ts'
import type { ControlParts } from '../record/order.ts'
import { controlById } from '../record/queries.ts'
import type { EndDeviceControlDetail } from '../record/schemas.ts'
import { Executor } from './executor/executor.ts'
import type { ExecutorOptions } from './executor/parts.ts'

/** Meters on loopback ports, enrolled in a store of their own, and executors of orders to them. Its clock goes on with the test. */
export async function openOrders(meterCount: number) {
  const clock = { time: Date.parse('2026-11-19T10:18:00Z'), now: () => clock.time }
  const store = await temporaryStore()
  const writer = await Writer.open(store.pool, { gather: 1 })
  const meters = await startMeters(meterCount, clock, [2026, 11, 18])
  await enrol(
    store.pool,
    ring,
    meters.map(({ enrolment }) => enrolment),
    clock.time,
  )
  const systemTitle = await ownSystemTitle(store.kysely)
  const executors: Executor[] = []
  const troubles: Error[] = []
  const { kysely: db, pool } = store

  /** What routes order with; there are no concentrators, and executors look by themselves. */
  const parts: ControlParts = {
    db,
    pool,
    now: clock.now,
    network: { sendJobs: async () => {}, sendWithdrawals: async () => {} },
    executor: { wake: () => {} },
  }

  return {
    clock,
    parts,
    store,
    meters,
    writer,
    troubles,
    /** An executor at work. */
    executor(options: ExecutorOptions = {}): Executor {
      const executor = new Executor({
        db,
        pool,
        ring,
        writer,
        now: clock.now,
        systemTitle,
        file: async sha256 => await octetsForMeters(db, sha256),
        options: { pollMs: 10, ...options },
        observer: { trouble: error => troubles.push(error) },
      })
      executors.push(executor)
      executor.start()
      return executor
    },
    /** Keeps an order to a meter: to disconnect it, within an hour. */
    async order(id: string, { enrolment }: TestMeter, change: Partial<NewControl> = {}): Promise<void> {
      const { id: endDeviceId } = await db
        .selectFrom('end_device')
        .select('id')
        .where('serial', '=', enrolment.serial)
        .executeTakeFirstOrThrow()
      const control: NewControl = {
        id,
        kind: 'switch',
        parameters: { connected: false },
        priority: 'normal',
        way: 'session',
        concentrator: null,
        endDeviceId,
        requestedBy: 'anna',
        expires: clock.time + 3_600_000,
        subject: 'supply',
        ...change,
      }
      await insertControl(db, control, clock.time)
    },
    async control(id: string): Promise<EndDeviceControlDetail> {
      const control = await controlById(db, id, clock.time)
      if (control === undefined) throw new Error(`no order ${id}`)
      return control
    },
    /** The order when it is over, or as `until` wants it. */
    async ended(
      id: string,
      until = (control: EndDeviceControlDetail) => control.waitsFor === null,
    ): Promise<EndDeviceControlDetail> {
      for (;;) {
        const control = await this.control(id)
        if (until(control)) return control
        if (troubles.length > 0) throw troubles[0]
        await new Promise(resolve => setTimeout(resolve, 10))
      }
    },
    async close(): Promise<void> {
      for (const executor of executors) await executor.stop(0)
      for (const { listener } of meters) await listener.close()
      await writer.close()
      await store.remove()
    },
  }
}

export type TestOrders = Awaited<ReturnType<typeof openOrders>>
