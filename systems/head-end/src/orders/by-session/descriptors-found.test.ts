import { afterAll, beforeAll, expect, test } from 'vitest'
import { order } from '../record/order.ts'
import { openOrders, type TestOrders } from './orders.fixture.ts'

let orders: TestOrders
beforeAll(async () => {
  orders = await openOrders(1)
  orders.executor()
})
afterAll(() => orders.close())

test('a descriptor that an order has cleared is known to be so: its next bit is a new alarm', async () => {
  const { kysely: db } = orders.store
  const [{ meter, enrolment }] = orders.meters as [(typeof orders.meters)[number]]
  meter.store.events.record('meterCoverRemoved', orders.clock.time / 1000)
  meter.store.events.record('ramError', orders.clock.time / 1000)
  const { id } = await db.selectFrom('end_device').select('id').executeTakeFirstOrThrow()
  const word = meter.store.alarms.read('descriptor', 1)
  const seen_at = new Date(orders.clock.time)
  const words = ['0.0.97.98.0.255', '0.0.97.98.20.255'].map(register => ({
    end_device_id: id,
    register,
    word,
    seen_at,
  }))
  await db.insertInto('alarm_word').values(words).execute()
  const parameters = { alarms: ['fraudAttempt'], profile: 'idis' }
  const request = {
    endDevice: enrolment.serial,
    kind: 'clear-alarms',
    parameters,
    priority: 'normal',
  } as const
  await order(orders.parts, { id: 'clear', ...request }, 'anna')
  expect(await orders.ended('clear')).toMatchObject({ state: 'verified' })
  const left = meter.store.alarms.read('descriptor', 1)
  expect(left).not.toBe(word)
  const known = await db.selectFrom('alarm_word').select('word').orderBy('register').execute()
  expect(known.map(row => Number(row.word))).toEqual([word, left])
})
