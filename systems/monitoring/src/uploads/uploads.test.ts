import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openBroker } from '../monitoring.ts'
import {
  admit,
  deviceOf,
  messageOf,
  openPlatform,
  type Platform,
  prepareCampaign,
  sentOf,
} from '../testing/platform.fixture.ts'
import type { CounterBroker } from './broker.ts'

let platform: Platform
let broker: CounterBroker
const clients: MqttClient[] = []

beforeEach(async () => {
  platform = await openPlatform()
  await prepareCampaign(platform)
  await admit(platform, 1, 2)
  broker = await openBroker(platform.parts, { host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  for (const client of clients.splice(0)) await client.endAsync(true)
  await broker.close()
  await platform.close()
})

async function connect(password = platform.tokenOf('acme')): Promise<MqttClient> {
  const client = await connectAsync({
    host: '127.0.0.1',
    port: broker.port,
    username: 'acme-uploads',
    password,
    reconnectPeriod: 0,
  })
  clients.push(client)
  return client
}

interface Day {
  readonly day: string
  readonly void: string | null
  readonly sent: { readonly loadCurve: number } | null
  readonly received: { readonly loadCurve: number; readonly instPower: number } | null
}

async function daysOf(device: string): Promise<readonly Day[]> {
  const { body } = await platform.ask<{ items: Day[] }>('operator', 'GET', `/devices/${device}/days`)
  return body.items
}

async function refusals(): Promise<readonly { reason: string; place: string }[]> {
  const { body } = await platform.ask<{ items: { reason: string; place: string }[] }>(
    'member:acme',
    'GET',
    '/refused-uploads',
  )
  return body.items
}

const topic = 'chain2/v1/acme/DU0001/counters'
const day = { instPower: 300, alerts: 1, loadCurve: 96 }

/** Days are there at once, as the acknowledgement waits for the commit. */
async function publish(client: MqttClient, message: object, to = topic): Promise<void> {
  await client.publishAsync(to, JSON.stringify(message), { qos: 1 })
}

test('uc CH2-8 an upload is acknowledged when it is committed; again, late and out of order it changes nothing', async () => {
  const client = await connect()
  platform.clock.now = Date.parse('2018-02-13T11:00:00Z')
  const late = messageOf(1, [
    { day: '2018-02-10', ...day },
    { day: '2018-02-11', ...day, powerLoss: true },
  ])
  await publish(client, late)
  const first = await daysOf('DU0001')
  expect(first.map(its => [its.day, its.received?.loadCurve, its.void])).toEqual([
    ['2018-02-10', 96, 'not-sent'],
    ['2018-02-11', 96, 'power-loss'],
  ])
  await publish(client, messageOf(1, [{ day: '2018-02-10', ...day, instPower: 7, loadCurve: 12 }]))
  await publish(client, late)
  expect(await daysOf('DU0001')).toEqual(first)
})

test('a day counts once it is over, with what was told last', async () => {
  const client = await connect()
  await publish(client, messageOf(1, [{ day: '2018-02-10', ...day, loadCurve: 40 }]))
  expect(await daysOf('DU0001')).toEqual([])
  platform.clock.now = Date.parse('2018-02-11T11:00:00Z')
  await publish(client, messageOf(1, [{ day: '2018-02-10', ...day }]))
  expect(await daysOf('DU0001')).toMatchObject([{ day: '2018-02-10', received: { loadCurve: 96 } }])
})

test('what cannot be taken is acknowledged, kept with its reason, and does not hold up the others', async () => {
  const client = await connect()
  platform.clock.now = Date.parse('2018-02-12T11:00:00Z')
  const good = messageOf(1, [{ day: '2018-02-10', ...day }])
  await client.publishAsync(topic, '{"schema":', { qos: 1 })
  await publish(client, { ...good, days: [{ day: '2018-02-30', ...day, powerLoss: false }] })
  await publish(client, { ...good, pod: '\u0000' })
  await publish(client, { ...good, pod: deviceOf(2).points[0]?.pod })
  await publish(client, { ...good, systemTitle: deviceOf(2).systemTitle })
  await publish(client, { ...good, duId: 'DU0009' }, 'chain2/v1/acme/DU0009/counters')
  await publish(client, good, 'chain2/v1/beta/DU0001/counters')
  await publish(client, messageOf(1, [{ day: '2018-02-13', ...day }]))
  await publish(client, good)
  expect((await refusals()).map(({ reason }) => reason).reverse()).toEqual([
    'unreadable',
    'unreadable',
    'unreadable',
    'foreign-pod',
    'wrong-parameters',
    'unknown-device',
    'not-own-topic',
    'day-outside',
  ])
  expect(await daysOf('DU0001')).toHaveLength(1)
})

test('a stranger is not let in', async () => {
  await expect(connect('fer_nonsense')).rejects.toThrow(/Bad username or password|Not authorized/)
})

test('uc K-26 a version that no test has passed does not count, and its participant is told', async () => {
  const client = await connect()
  platform.clock.now = Date.parse('2018-02-13T11:00:00Z')
  await publish(client, messageOf(1, [{ day: '2018-02-10', ...day }]))
  // The ring brings the old day again: it was received with the old version.
  await publish(
    client,
    messageOf(
      1,
      [
        { day: '2018-02-10', ...day },
        { day: '2018-02-11', ...day },
      ],
      '2.0',
    ),
  )
  const items = sentOf(1, [
    { day: '2018-02-10', ...day },
    { day: '2018-02-11', ...day },
  ])
  await platform.ask('operator', 'POST', '/sent-counters', { items })
  expect((await daysOf('DU0001')).map(its => its.void)).toEqual([null, 'untested'])
  const { body } = await platform.ask<{ items: object[] }>('member:acme', 'GET', '/notices')
  expect(body.items[0]).toMatchObject({
    subject: 'firmware-untested',
    told: { device: 'DU0001', firmware: '2.0' },
  })
})

test('uc CH2-8 a file: wrong columns are named; rows with doubles, foreign PODs and nonsense are told by line', async () => {
  platform.clock.now = Date.parse('2018-02-13T11:00:00Z')
  const titles =
    'pod;du_id;smitp_addr;system_title;meter;day;reg_inst_power;reg_alert;reg_load_curve;reg_prod_avg;reg_prod_inst'
  const row = 'IT001E00000001;DU0001;0000000a0001;4143450000000001;M1;2018-02-10;012c;0001;0060;;'
  const send = (csv: string) => platform.ask('member:acme', 'POST', '/counter-imports', { csv })
  expect((await send('pod;day\nIT;2018')).body).toMatchObject({
    type: 'urn:ferraris:problem:not-csv',
    detail: expect.stringContaining('missing: du_id, smitp_addr'),
  })
  // A device that has counted nothing yet writes such a file.
  expect((await send(`${titles}\n`)).body).toEqual({ rows: 0, taken: 0, faults: [] })
  const csv = [
    titles,
    row,
    row,
    row.replace('0001;M1', '0002;M1').replace('2018-02-10', '2018-02-11'),
    row.replace('IT001E00000001', 'IT001E99999999').replace('2018-02-10', '2018-02-12'),
    row.replace('012c', '300').replace('2018-02-10', '2018-02-12'),
    row.replace('2018-02-10', '2018-02-31'),
    row.replace('DU0001', 'DU0042'),
  ].join('\n')
  expect((await send(csv)).body).toEqual({
    rows: 7,
    taken: 1,
    faults: [
      { line: 3, detail: 'the same device, meter and day as line 2' },
      { line: 4, detail: expect.stringContaining('system title') },
      { line: 5, detail: expect.stringContaining('IT001E99999999') },
      { line: 6, detail: expect.stringContaining('reg_inst_power') },
      { line: 7, detail: 'day: write YYYY-MM-DD' },
      { line: 8, detail: expect.stringContaining('DU0042') },
    ],
  })
  // A quote that is not closed costs its own row and no other.
  const days = ['2018-02-10', '2018-02-11', '2018-02-12', '2018-02-13']
  const [, second = '', third = ''] = days
  const quoted = days
    .map(its => row.replace('2018-02-10', its))
    .with(1, row.replace('2018-02-10', second).replace('DU0001', '"DU0001'))
    .with(2, row.replace('2018-02-10', third).replace('DU0001', '"DU0001"'))
  expect((await send([titles, ...quoted].join('\n'))).body).toEqual({
    rows: 4,
    taken: 3,
    faults: [{ line: 3, detail: 'du_id: a quote is opened and not closed, or stands in the middle' }],
  })
  // The same file again: nothing is counted twice.
  await send(csv)
  expect((await daysOf('DU0001')).map(its => its.received?.instPower)).toEqual([300, 300])
})
