import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { sweepNight } from './night.ts'

let fixture: TestApp
let authorization: string
let meters: TestMeter[]
let mute: Server
beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'operator')}`
  meters = await startMeters(3, { now: () => fixture.clock.now + 2_000 }, [2026, 11, 1])
  await fixture.parts.enrol(meters.map(({ enrolment }) => enrolment))
  // It takes connections, and no client.
  mute = createServer(socket => void socket.on('data', () => socket.destroy())).listen(0, '127.0.0.1')
  await new Promise(resolve => mute.once('listening', resolve))
  const { port } = mute.address() as { port: number }
  const [, , last] = meters
  await last!.listener.close()
  const { serial, keys } = meters[0]!.enrolment
  const uri = meters[0]!.enrolment.uri.replace(serial, 'WRONGKEYS1')
  const wrong = keys.map(key => ({ ...key, guek: 'ab'.repeat(16), gak: 'cd'.repeat(16) }))
  await fixture.parts.enrol([
    { serial: 'WRONGKEYS1', uri, keys: wrong },
    { serial: 'MUTE1', uri: `dlms+tcp://127.0.0.1:${port}?client=2&server=1&auth=gmac`, keys },
  ])
})
afterAll(async () => {
  mute.close()
  for (const { listener } of meters) await listener.close()
  await fixture.close()
})

function ask(method: 'GET' | 'POST', url: string) {
  return fixture.app.inject({ method, url: `/api/v1${url}`, headers: { authorization } })
}
async function check(serial: string) {
  const reply = await ask('POST', `/end-devices/${serial}/checks`)
  expect(reply.statusCode).toBe(201)
  return reply.json()
}

test('uc 2.a.7-2 a check tells a meter that is reachable from no link, no association and wrong keys, and each night the silent ones are listed', async () => {
  const [well, , off] = meters as [TestMeter, TestMeter, TestMeter]
  expect(await check(well.enrolment.serial)).toMatchObject({
    verdict: 'reachable',
    clockOffsetSeconds: 2,
    milliseconds: expect.any(Number),
    detail: null,
  })
  expect(await check(off.enrolment.serial)).toMatchObject({ verdict: 'no-link', layer: 'tcp' })
  expect(await check('MUTE1')).toMatchObject({ verdict: 'no-association', detail: expect.any(String) })
  const keys = await check('WRONGKEYS1')
  expect(keys).toMatchObject({ verdict: 'key-fault', clockOffsetSeconds: 2 })
  expect(JSON.stringify(keys)).not.toContain('abab')

  // All but the first have failed, and the second was not heard for a day.
  fixture.clock.now += 25 * 3_600_000
  await sweepNight({ ...fixture.parts, clockWatch: { isSteady: false } })
  expect((await ask('GET', '/routine-checks')).json().night).toBeNull()
  await sweepNight(fixture.parts)
  await sweepNight(fixture.parts)
  const night = (await ask('GET', '/routine-checks')).json()
  expect(night).toMatchObject({
    night: '2026-11-21',
    endedAt: expect.any(String),
    counts: { reachable: 2, 'no-link': 1, 'no-association': 1, 'key-fault': 1 },
  })
  expect(night.items).toHaveLength(5)
  expect(night.items.at(-1)).toMatchObject({ verdict: 'reachable' })
  const some = (await ask('GET', '/routine-checks?verdict=no-link')).json()
  expect(some.items).toMatchObject([{ endDevice: off.enrolment.serial, checkedBy: 'head-end' }])
})

test('uc 2.a.7-3 success, retries and latency of each meter, as pages and as CSV', async () => {
  const [well, , off] = meters as [TestMeter, TestMeter, TestMeter]
  for (const { enrolment } of [well, off, off])
    await fixture.app.inject({
      method: 'POST',
      url: `/api/v1/end-devices/${enrolment.serial}/readings`,
      payload: {},
      headers: { authorization },
    })
  const { items, total } = (await ask('GET', '/communication-statistics?days=7')).json()
  expect(total).toBe(5)
  const of = (serial: string) => items.find((item: { endDevice: string }) => item.endDevice === serial)
  const { latencyP50, latencyP95, ...figures } = of(well.enrolment.serial)
  expect(figures).toMatchObject({ success: 1, retries: 0, hops: null })
  expect(latencyP50).toBeGreaterThan(0)
  expect(latencyP95).toBeGreaterThanOrEqual(latencyP50)
  expect(of(off.enrolment.serial)).toMatchObject({ success: 0, latencyP50: null })
  expect(of(off.enrolment.serial).retries).toBeGreaterThanOrEqual(2)
  expect(of(off.enrolment.serial).days).toMatchObject([{ day: '2026-11-20' }, { day: '2026-11-21' }])
  const csv = await ask('GET', '/communication-statistics/csv')
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(csv.body.trim().split('\r\n')).toHaveLength(6)
  expect((await ask('GET', '/communication-statistics/concentrators')).json()).toEqual({ items: [] })
  expect((await ask('GET', '/communication-statistics?concentrator=C9')).statusCode).toBe(404)
  expect((await ask('GET', '/communication-statistics?days=400')).statusCode).toBe(400)
})
