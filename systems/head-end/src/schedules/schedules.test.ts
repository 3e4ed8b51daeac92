import { afterAll, beforeAll, expect, test } from 'vitest'
import { acaOf, lineKeys, serialOf } from '../testing/network.fixture.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import { mostSchedules } from './queries.ts'
import type { MeterReadSchedule } from './schemas.ts'

let fixture: TestApp
let token: string
beforeAll(async () => {
  fixture = await openTestApp()
  token = (await fixture.parts.people.tokens.issue('root', 'administrator'))!
  const uri = (n: number) => `dlms+tcp://127.0.0.1:${n}`
  await fixture.parts.enrol([
    { serial: 'FER1', uri: uri(1), keys: [] },
    { serial: 'FER2', uri: uri(2), keys: [] },
    {
      serial: serialOf(3),
      uri: `smitp+g2:///${acaOf(3)}?client=2&server=1&auth=gmac`,
      keys: [],
      lineKeys,
    },
  ])
})
afterAll(() => fixture.close())

const settings = {
  name: 'Shops',
  everyMinutes: 15,
  offsetSeconds: 60,
  historyDays: 7,
  profiles: ['1.0.99.1.0.255'],
  registers: [],
  enabled: true,
}

async function ask(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) {
  const answer = await fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${token}` },
    ...(payload && { payload }),
  })
  return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json() }
}
function make(change: object = {}) {
  return ask('POST', '/meter-read-schedules', { ...settings, ...change })
}
async function scheduleOf(serial: string): Promise<MeterReadSchedule> {
  return (await ask('GET', `/end-devices/${serial}`)).body.schedule
}

test('a schedule is made, given meters, which are read by it and no other, and removed when it has none', async () => {
  const { status, body: made } = await make()
  expect([status, made]).toEqual([201, { id: made.id, ...settings, setClock: true }])
  const meters = `/meter-read-schedules/${made.id}/end-devices`
  expect(await ask('POST', meters, { endDevices: ['FER1', 'NOBODY', serialOf(3), 'FER1'] })).toEqual({
    status: 200,
    body: { given: ['FER1'], unknown: ['NOBODY'], onLine: [serialOf(3)] },
  })
  expect([(await scheduleOf('FER1')).name, (await scheduleOf('FER2')).name]).toEqual(['Shops', 'standard'])
  expect((await ask('DELETE', `/meter-read-schedules/${made.id}`)).status).toBe(409)
  await ask('POST', '/meter-read-schedules/1/end-devices', { endDevices: ['FER1'] })
  expect((await ask('DELETE', `/meter-read-schedules/${made.id}`)).status).toBe(204)
  expect((await scheduleOf('FER1')).id).toBe(1)
  const { items } = await fixture.parts.audit.list({ limit: 10 })
  expect(items.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['schedule.made', 'schedule.given', 'schedule.removed']),
  )
})

test('the standard schedule stays, a name is given once, and what is none is told', async () => {
  expect((await ask('DELETE', '/meter-read-schedules/1')).status).toBe(409)
  expect((await ask('DELETE', '/meter-read-schedules/999')).status).toBe(404)
  expect((await ask('POST', '/meter-read-schedules/999/end-devices', { endDevices: ['FER1'] })).status).toBe(
    404,
  )
  expect((await make({ name: 'Twice' })).status).toBe(201)
  expect((await make({ name: 'Twice' })).status).toBe(409)
  expect((await make({ name: 'Never', everyMinutes: 0 })).status).toBe(400)
  expect((await make({ name: 'Odd', profiles: ['1.0.99'] })).status).toBe(400)
  expect((await ask('POST', '/meter-read-schedules/1/end-devices', { endDevices: [] })).status).toBe(400)
})

test('there are no more than may be', async () => {
  const statuses: number[] = []
  for (let n = 0; n <= mostSchedules; n++) statuses.push((await make({ name: `Bound ${n}` })).status)
  expect(new Set(statuses)).toEqual(new Set([201, 409]))
})
