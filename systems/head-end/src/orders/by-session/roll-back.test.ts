import { firmwareImage } from '@ferraris/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { keepImage } from '../files/images/images.ts'
import { order } from '../record/order.ts'
import type { ControlRequest } from '../record/schemas.ts'
import { openOrders, type TestOrders } from './orders.fixture.ts'

let orders: TestOrders
let meter: TestMeter
let images: readonly string[]
beforeAll(async () => {
  orders = await openOrders(1)
  meter = orders.meters[0]!
  orders.executor()
  images = [await image('FER2.0.0'), await image('FER2.1.0')]
})
afterAll(() => orders.close())

async function image(version: string): Promise<string> {
  const octets = Buffer.from(firmwareImage(version, new Uint8Array(2000).fill(7)))
  const { image } = await keepImage(orders.store.kysely, { octets, version, by: 'berta' }, orders.clock.time)
  return image.sha256
}

async function ask(id: string, parameters: ControlRequest['parameters']) {
  const request = { id, endDevice: meter.enrolment.serial, kind: 'firmware', priority: 'normal', parameters }
  return await order(orders.parts, request as ControlRequest, 'anna')
}

async function firmware(id: string, parameters: ControlRequest['parameters']) {
  orders.clock.time += 1000
  await ask(id, parameters)
  return await orders.ended(id)
}

/** What the meter has recorded, as it tells it: the load profile, and how many entries it has. */
async function dataOf(id: string): Promise<readonly (string | undefined)[]> {
  const attributes = [2, 7].map(attribute => ({ object: '1.0.99.1.0.255', attribute }))
  await orders.order(id, meter, { kind: 'read-attributes', parameters: { attributes }, subject: undefined })
  const { steps } = await orders.ended(id)
  const found = steps.map(step => step.found)
  expect(found.map(value => value === undefined)).toEqual([false, false])
  return found
}

test('uc 2.b.3-2 the previous version is brought back by the same procedure, and the data of the meter are as they were', async () => {
  await expect(ask('early', { previous: true })).rejects.toThrow('there is none')
  await firmware('first', { image: images[0] })
  await expect(ask('early', { previous: true })).rejects.toThrow('there is none')
  await firmware('brought', { image: images[1], activate: false })
  await expect(ask('early', { previous: true })).rejects.toThrow('there is none')
  expect(await firmware('second', { image: images[1] })).toMatchObject({
    state: 'done',
    steps: expect.arrayContaining([expect.objectContaining({ outcome: 'verified', found: 'FER2.1.0' })]),
  })
  const data = await dataOf('before')
  const back = await firmware('back', { previous: true })
  expect(back).toMatchObject({ state: 'done', parameters: { sha256: images[0], version: 'FER2.0.0' } })
  expect(back.steps.map(({ target, outcome, found }) => [target, outcome, found])).toEqual([
    ['0.0.44.0.0.255 image', 'done', undefined],
    ['0.0.44.0.0.255 activate', 'done', undefined],
    ['1.0.0.2.0.255 value', 'verified', 'FER2.0.0'],
  ])
  expect(await dataOf('after')).toEqual(data)
  // Asked again, as by a client that missed the answer, it is the same order.
  expect(await ask('back', { previous: true })).toMatchObject({ isNew: false, control: { state: 'done' } })
  expect(await firmware('forth', { previous: true })).toMatchObject({ parameters: { version: 'FER2.1.0' } })
})

test('the previous version is one of two ways to name an image, and withdrawn ones stay so', async () => {
  await expect(ask('both', { image: images[0], previous: true })).rejects.toThrow('give one of them')
  await expect(ask('none', {})).rejects.toThrow('is required')
  await expect(ask('not', { previous: false })).rejects.toThrow('is required')
  await orders.store.pool.query(`update device_file set state = 'withdrawn' where sha256 = $1`, [images[0]])
  await expect(ask('gone', { previous: true })).rejects.toThrow('is withdrawn')
})
