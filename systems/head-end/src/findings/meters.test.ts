import { addDays } from '@ferraris/cosem'
import { syntheticHousehold } from '@ferraris/meter'
import { msPerDay, obisCodes, secondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { knownControl, order } from '../orders/record/order.ts'
import type { ControlRequest } from '../orders/record/schemas.ts'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import type { FindingCase, FindingDetail } from './schemas.ts'
import { searchDay, searchFindings } from './search.ts'

/** Homes one to six are plain, with and without panels; then one without panels that is wired the wrong way, one that stops. */
const plain = 6
const [reversed, stopped, threePhase] = [plain, plain + 1, plain + 2]
const first = '2026-11-06'
const yesterday = '2026-11-19'
/** From here on the meter that stops counts nothing. */
const stopsAt = Date.parse('2026-11-13T00:00:00+01:00')

let fixture: TestApp
let authorization: string
let meters: TestMeter[]

beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'operator')}`
  const now = fixture.clock.now
  meters = await startMeters(plain + 3, { now: () => fixture.clock.now }, [2026, 11, 1], i => {
    if (i === threePhase) return { phases: 3 }
    if (i === reversed) return { load: withoutPanels() }
    if (i !== stopped) return {}
    const load = withoutPanels()
    const none = new Int32Array(96)
    return {
      load: {
        ...load,
        day: day => {
          const { import: used, ...rest } = load.day(day)
          return { ...rest, import: day * msPerDay + msPerDay / 2 < stopsAt ? used : none }
        },
      },
    }
  })
  await fixture.parts.enrol(meters.map(({ enrolment }) => enrolment))
  fixture.parts.executor.start()
  // What is drawn there counts as fed in for the last day only.
  fixture.clock.now = now - 2 * msPerDay
  const from = secondsOf(Date.parse(`${yesterday}T00:00:00+01:00`))
  meters[reversed]!.meter.harm({ kind: 'reverse-flow', from })
  fixture.clock.now = now
  const parameters = { profile: obisCodes.loadProfile, from: first, to: yesterday }
  await Promise.all(meters.map(meter => ask(meter, 'read-profile', parameters)))
})
afterAll(async () => {
  await fixture.parts.executor.stop(0)
  for (const { listener } of meters) await listener.close()
  await fixture.close()
})

/** The first home of a district that has no panels. */
function withoutPanels() {
  for (let index = 1; ; index++) {
    const load = syntheticHousehold(3, index)
    if (Array.from({ length: 40 }, (_, i) => load.day((20_390 + i) as never)).every(isDrawn)) return load
  }
}
function isDrawn(day: { readonly export: Int32Array }): boolean {
  return day.export.every(value => value === 0)
}

async function ask({ enrolment }: TestMeter, kind: string, parameters: Record<string, unknown>) {
  const request = { endDevice: enrolment.serial, kind, parameters, priority: 'normal' }
  const { control } = await order(fixture.parts, request as unknown as ControlRequest, 'anna')
  for (;;) {
    const found = await knownControl(fixture.parts, control.id)
    if (found.waitsFor === null) {
      expect(found.state, found.detail ?? '').toMatch(/^(done|verified)$/)
      return found
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

async function http<T>(method: 'GET' | 'PATCH' | 'POST', url: string, payload?: object): Promise<T> {
  const reply = await fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
  expect(reply.statusCode, reply.body).toBeLessThan(300)
  return reply.json() as T
}
async function casesOf(meter: TestMeter): Promise<FindingCase[]> {
  const { serial } = meter.enrolment
  return (await http<{ items: FindingCase[] }>('GET', `/findings?endDevice=${serial}`)).items
}

test('a week of plain days opens no case', async () => {
  for (let day = addDays(yesterday, -7); day < yesterday; day = addDays(day, 1))
    expect(await searchDay(fixture.parts, day), day).toBe(0)
  await searchDay(fixture.parts, yesterday)
  for (const meter of meters.slice(0, plain)) expect(await casesOf(meter)).toEqual([])
})

test('uc 2.a.4-1 a meter that counts nothing for a week, and did before, becomes a case that proposes work', async () => {
  await searchDay(fixture.parts, yesterday)
  const [found] = await casesOf(meters[stopped]!)
  expect(found).toMatchObject({ kind: 'stopped-meter', state: 'open', figure: 7, unit: 'days' })
  const work = await http<FindingDetail>('POST', `/findings/${found!.id}/work-request`)
  expect(work).toMatchObject({ state: 'in-work', workRequest: expect.any(String) })
  const request = await http<{ reason: string; items: object[] }>('GET', `/work-requests/${work.workRequest}`)
  expect(request.reason).toContain(found!.proposal)
  expect(request.items).toMatchObject([{ endDevice: meters[stopped]!.enrolment.serial }])
})

test('uc 2.a.4-1 registers that stand still while current flows are an error of the meter, and a case', async () => {
  const meter = meters[0]!
  meter.meter.harm({ kind: 'stopped-register', from: secondsOf(fixture.clock.now) })
  fixture.clock.now += 3_600_000
  await ask(meter, 'read-events', { from: yesterday, to: addDays(yesterday, 1) })
  await searchFindings(fixture.parts)
  expect(await casesOf(meter)).toMatchObject([{ kind: 'stopped-meter', state: 'open', evidenceCount: 1 }])
})

test('uc 2.a.4-4 a home without generation that feeds in becomes a case with the energy', async () => {
  await searchDay(fixture.parts, yesterday)
  const [found] = await casesOf(meters[reversed]!)
  expect(found).toMatchObject({ kind: 'unregistered-generation', unit: 'Wh' })
  expect(found!.figure).toBeGreaterThan(100)
  const { evidence } = await http<FindingDetail>('GET', `/findings/${found!.id}`)
  expect(evidence).toMatchObject([{ source: 'readings', detail: expect.stringContaining(yesterday) }])
})

test('uc 2.a.2-2 exchanged phases and voltage behind an open switch become cases with the events as evidence', async () => {
  const meter = meters[threePhase]!
  meter.meter.harm({ kind: 'wrong-sequence', from: secondsOf(fixture.clock.now) })
  await ask(meter, 'switch', { connected: false })
  meter.meter.harm({ kind: 'load-side-voltage', from: secondsOf(fixture.clock.now) })
  fixture.clock.now += 3_600_000
  await ask(meter, 'read-events', { from: yesterday, to: addDays(yesterday, 1) })
  await searchFindings(fixture.parts)
  const found = await casesOf(meter)
  expect(new Set(found.map(({ kind }) => kind))).toEqual(new Set(['wrong-phase', 'load-side-voltage']))
  const danger = found.find(({ kind }) => kind === 'load-side-voltage')!
  expect(danger).toMatchObject({ danger: true, state: 'open', concentrator: null })
  const { evidence } = await http<FindingDetail>('GET', `/findings/${danger.id}`)
  expect(evidence).toMatchObject([{ source: 'event', event: { code: 52 } }])
  expect(await searchFindings(fixture.parts)).toBe(0)
})
