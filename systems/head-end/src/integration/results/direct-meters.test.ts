import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { named, readingTypeOf } from '@ferraris/cim'
import { obisCodes } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HeadEnd } from '../../head-end.ts'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { startTestHeadEnd } from '../../testing/test-head-end.ts'
import { type Consumer, startConsumer } from '../testing/consumer.fixture.ts'
import { read, replyIn, request } from '../testing/partner.fixture.ts'

const clock = { time: Date.parse('2026-11-19T10:18:00Z'), now: () => clock.time }
let data: string
let headEnd: HeadEnd
let mdm: Consumer
let meters: readonly TestMeter[]

async function post(body: string) {
  const reply = await fetch(`${headEnd.url}/api/v1/integration/cim`, {
    method: 'POST',
    headers: { authorization: 'Bearer test-token', 'content-type': 'application/xml' },
    body,
  })
  return replyIn(await reply.text())
}

/** Time goes on meanwhile: a meter that is being read by its schedule is asked again later. */
async function untilTaken(count: number): Promise<void> {
  while (mdm.taken.length < count) {
    clock.time += 1000
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-direct-'))
  meters = await startMeters(2, clock, [2026, 11, 18])
  headEnd = await startTestHeadEnd({
    data,
    apiToken: 'test-token',
    privateNetworks: ['127.0.0.1'],
    clock,
  })
  await headEnd.enrol(meters.map(({ enrolment }) => enrolment))
  mdm = await startConsumer()
  await fetch(`${headEnd.url}/api/v1/integration/destinations`, {
    method: 'POST',
    headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'mdm', kind: 'http', url: mdm.url }),
  })
})
afterAll(async () => {
  await headEnd.close()
  await mdm.down()
  for (const { listener } of meters) await listener.close()
  await rm(data, { recursive: true })
})

function header(id: string) {
  return { MessageID: id, CorrelationID: `c-${id}`, AsyncReplyFlag: true, ReplyAddress: 'mdm' }
}

test('a meter is read on demand, and its registers come back with reason and reading types', async () => {
  const [meter] = meters as [TestMeter]
  const { serial } = meter.enrolment
  const asked = request('get', 'MeterReadings', {
    header: header('read'),
    Request: {
      Option: [{ name: 'reason', value: 'moveOut' }],
      GetMeterReadings: { EndDevice: [named(serial), named('NOBODY')] },
    },
  })
  expect(await post(asked)).toMatchObject({ result: 'PARTIAL', codes: ['2.4'] })
  await untilTaken(1)
  const reply = replyIn(mdm.taken[0]!)
  expect(reply).toMatchObject({ result: 'OK', correlation: 'c-read' })
  const [reading] = reply.payload?.MeterReadings?.MeterReading ?? []
  expect(reading?.Meter).toEqual(named(serial))
  const total = readingTypeOf(obisCodes.activeEnergyImport, { period: 'none', delta: false })
  const register = reading?.Readings?.find(({ ReadingType }) => ReadingType === total)
  expect(register).toMatchObject({ reason: 'moveOut', value: expect.stringMatching(/^\d+(\.\d+)?$/) })
})

test('uc SEQ-2 one message with a switch, a reading and the event log has three replies with one correlation, the last of them OK', async () => {
  mdm.taken.length = 0
  const [, meter] = meters as [TestMeter, TestMeter]
  const EndDevices = [named(meter.enrolment.serial)]
  const control = (command: string, code = '3.7.0.0') => ({
    EndDeviceControlType: code,
    EndDeviceAction: { command },
    EndDevices,
  })
  const asked = request('create', 'EndDeviceControls', {
    header: header('three'),
    Payload: {
      EndDeviceControls: {
        EndDeviceControl: [control('switch', '3.31.0.23'), control('read-registers'), control('read-events')],
      },
    },
  })
  expect(await post(asked)).toMatchObject({ result: 'OK', details: '' })
  await untilTaken(3)
  const replies = mdm.taken.map(replyIn)
  expect(replies.map(({ result, correlation }) => [result, correlation])).toEqual([
    ['PARTIAL', 'c-three'],
    ['PARTIAL', 'c-three'],
    ['OK', 'c-three'],
  ])
  expect(replies.map(({ payload }) => Object.keys(payload ?? {})[0]).toSorted()).toEqual([
    'EndDeviceControls',
    'EndDeviceEvents',
    'MeterReadings',
  ])
  expect(meter.meter.store.supply.outputState).toBe(false)
  const events = replies.flatMap(({ payload }) => payload?.EndDeviceEvents?.EndDeviceEvent ?? [])
  expect(events).toContainEqual(expect.objectContaining({ EndDeviceEventType: '3.31.0.68' }))
  expect(mdm.taken.map(read).every(({ kind }) => kind === 'response')).toBe(true)
})

test('a set switches and reads; its replies say which operation they answer; all or none undoes what was begun', async () => {
  mdm.taken.length = 0
  const [, meter] = meters as [TestMeter, TestMeter]
  const name = named(meter.enrolment.serial)
  const connect = { EndDeviceControlType: '3.31.0.18', EndDevices: [name] }
  const set = (id: string, device: object, enforceTransactionalIntegrity: boolean) =>
    request('create', 'OperationSet', {
      header: header(id),
      Payload: {
        OperationSet: {
          enforceTransactionalIntegrity,
          Operation: [
            {
              operationId: 1,
              noun: 'EndDeviceControls',
              verb: 'create',
              EndDeviceControls: { EndDeviceControl: [connect] },
            },
            { operationId: 2, noun: 'MeterReadings', verb: 'get', GetMeterReadings: { EndDevice: [device] } },
          ],
        },
      },
    })
  expect(await post(set('none', {}, true))).toMatchObject({ result: 'FAILED', codes: ['value-missing'] })
  const orders = await fetch(`${headEnd.url}/api/v1/end-device-controls`, {
    headers: { authorization: 'Bearer test-token' },
  })
  expect(((await orders.json()) as { total: number }).total).toBe(4)
  expect(await post(set('both', name, true))).toMatchObject({ result: 'OK', details: '' })
  await untilTaken(2)
  const operations = mdm.taken
    .map(read)
    .flatMap(message => (message.kind === 'response' ? [message.Reply.operationId] : []))
  expect(operations.toSorted()).toEqual([1, 2])
  expect(meter.meter.store.supply.moves).toBeGreaterThan(0)
})
