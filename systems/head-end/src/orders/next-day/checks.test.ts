import { createHash } from 'node:crypto'
import { data, toVectorForm } from '@ferraris/cosem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownSystemTitle } from '../../collection/system-title.ts'
import { findProblems } from '../../summary/problems/problems.ts'
import { dayBlock, delivery, ring } from '../../testing/readings.ts'
import { workRequestById } from '../../work-orders/requests/queries.ts'
import { Executor } from '../by-session/executor/executor.ts'
import { openOrders, type TestOrders } from '../by-session/orders.fixture.ts'
import { octetsForMeters } from '../files/files.ts'
import { type ControlParts, order } from '../record/order.ts'
import { listChecks } from './checks.ts'
import { lookAfter } from './feature.ts'

const day = 86_400_000
let orders: TestOrders
let executor: Executor
let parts: ControlParts
let serial: string

beforeAll(async () => {
  orders = await openOrders(1)
  const { store, writer, clock } = orders
  const { kysely: db, pool } = store
  executor = new Executor({
    db,
    pool,
    ring,
    writer,
    now: clock.now,
    systemTitle: await ownSystemTitle(db),
    file: sha256 => octetsForMeters(db, sha256),
    options: { pollMs: 10 },
    observer: { trouble: error => orders.troubles.push(error) },
  })
  executor.start()
  const nowhere = async () => {
    throw new Error('these meters have no concentrator')
  }
  parts = { db, pool, now: clock.now, executor, network: { sendJobs: nowhere, sendWithdrawals: nowhere } }
  serial = orders.meters[0]!.enrolment.serial
})
afterAll(async () => {
  await executor.stop(0)
  await orders.close()
})

/** A configuration as it stands available to orders; gives its SHA-256. */
async function available(content: object): Promise<string> {
  const head = { format: 'ferraris-configuration/1', version: '1', models: ['FER'] }
  const octets = Buffer.from(JSON.stringify({ ...head, ...content }))
  const sha256 = createHash('sha256').update(octets).digest('hex')
  const at = new Date(orders.clock.time)
  await parts.db
    .insertInto('device_file')
    .values({
      sha256,
      kind: 'configuration',
      name: 'configuration.json',
      version: '1',
      models: [],
      legal: false,
      octets,
      state: 'available',
      uploaded_at: at,
      uploaded_by: 'acme',
    })
    .execute()
  return sha256
}

async function ordered(id: string, kind: string, parameters: object) {
  const request = { id, kind, parameters, endDevice: serial, priority: 'normal' } as const
  await order(parts, request as Parameters<typeof order>[1], 'anna')
  return await orders.ended(id)
}

async function check(control: string) {
  const { items } = await listChecks(parts.db, { limit: 50 })
  return items.find(item => item.control === control)
}

/** A day later, once the comparison is over. */
async function nextDay(control: string) {
  orders.clock.time += day
  await lookAfter(parts)
  const { comparison } = (await check(control))!
  // A session that breaks off is tried again some seconds later.
  while ((await orders.control(comparison)).waitsFor !== null) {
    orders.clock.time += 1000
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  await lookAfter(parts)
  return (await check(control))!
}

test('uc UC10-P3 a day after it was configured a meter is compared again; what differs by then is told', async () => {
  const sha256 = await available({
    settings: [
      { object: '0.0.17.0.0', class: 71, attribute: 6, value: toVectorForm(data.doubleLongUnsigned(45)) },
    ],
    actions: [{ kind: 'alarm-filter', parameters: { alarms: ['fraudAttempt'] } }],
  })
  expect((await ordered('first', 'configure', { sha256 })).state).toMatch(/done|verified/)
  await lookAfter(parts)
  expect(await check('first')).toMatchObject({ state: 'waiting', endDevice: serial, file: sha256 })
  expect(await nextDay('first')).toMatchObject({ state: 'coherent', findings: [] })

  await ordered('second', 'configure', { sha256 })
  await lookAfter(parts)
  await ordered('elsewhere', 'alarm-filter', { alarms: [] })
  const differing = await nextDay('second')
  expect(differing).toMatchObject({
    state: 'differs',
    findings: [expect.stringContaining('0.0.97.98.10.255')],
  })
  // A technician is asked for, once.
  const work = await workRequestById(parts.db, differing.workRequest!)
  expect(work).toMatchObject({
    createdBy: 'head-end',
    items: [
      {
        endDevice: serial,
        state: 'open',
        steps: [{ action: 'programme', kind: 'configure', parameters: { sha256 } }],
      },
    ],
  })
  const kinds = async () => (await findProblems(parts.db, orders.clock.time)).problems.map(({ kind }) => kind)
  expect(await kinds()).toContain('configurations-differ')
  await ordered('third', 'configure', { sha256 })
  await lookAfter(parts)
  expect(await kinds()).not.toContain('configurations-differ')
})

test('intervals of another length than the configuration says are told, and a file that is gone leaves it unknown', async () => {
  const sha256 = await available({
    settings: [
      { object: '1.0.99.1.0', class: 7, attribute: 4, value: toVectorForm(data.doubleLongUnsigned(1800)) },
    ],
  })
  const { id } = await parts.db.selectFrom('end_device').select('id').executeTakeFirstOrThrow()
  const configuredAt = orders.clock.time
  await orders.order('half-hours', orders.meters[0]!, {
    kind: 'configure',
    parameters: { sha256 },
    released: false,
  })
  await parts.db
    .updateTable('end_device_control')
    .set({ state: 'verified', settled: true, confirmed_at: new Date(configuredAt) })
    .where('id', '=', 'half-hours')
    .execute()
  await lookAfter(parts)
  const after = new Date(configuredAt + day).toISOString().slice(0, 10)
  await orders.writer.write(delivery(id, { blocks: [dayBlock(after)] }))
  const { findings, state } = await nextDay('half-hours')
  expect(state).toBe('differs')
  expect(findings.some(finding => finding.includes(`intervals of ${after} have 900 s`))).toBe(true)

  await orders.order('gone', orders.meters[0]!, {
    kind: 'configure',
    parameters: { sha256: 'ab'.repeat(32) },
    released: false,
  })
  await parts.db
    .updateTable('end_device_control')
    .set({ state: 'done', settled: true, confirmed_at: new Date(orders.clock.time) })
    .where('id', '=', 'gone')
    .execute()
  await lookAfter(parts)
  orders.clock.time += day
  await lookAfter(parts)
  expect(await check('gone')).toMatchObject({
    state: 'unknown',
    findings: [expect.stringContaining('SHA-256')],
  })
})
