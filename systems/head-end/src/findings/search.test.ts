import { obisCodes } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Writer } from '../collection/writer.ts'
import { dayBlock, enrolSome } from '../testing/readings.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import type { FindingCase, FindingDetail } from './schemas.ts'
import { searchDay, searchFindings } from './search.ts'

let fixture: TestApp
let authorization: string
let devices: { serial: string; id: number }[]
let next = 0
let writer: Writer

beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'operator')}`
  writer = await Writer.open(fixture.store.pool, { gather: 1 })
  devices = await enrolSome(fixture.store.pool, 12, { now: fixture.clock.now })
})
afterAll(async () => {
  await writer.close()
  await fixture.close()
})

function device() {
  return devices[next++]!
}
async function store(
  { id }: { id: number },
  what: { events?: [code: number, log: string, minutesAgo: number][]; days?: ReturnType<typeof dayBlock>[] },
) {
  const events = (what.events ?? []).map(([code, log, ago], ordinal) => ({
    time: Math.floor(fixture.clock.now / 1000) - 60 * ago,
    log,
    code,
    ordinal,
    numbered: false,
  }))
  await writer.write({ endDeviceId: id, blocks: what.days ?? [], readings: [], events })
}
async function http<T>(method: 'GET' | 'PATCH' | 'POST' | 'PUT', url: string, payload?: object) {
  const { app } = fixture
  const reply = await app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
  return { status: reply.statusCode, body: (reply.body === '' ? null : reply.json()) as T }
}
async function casesOf({ serial }: { serial: string }) {
  return (await http<{ items: FindingCase[] }>('GET', `/findings?endDevice=${serial}`)).body.items
}
function days(count: number, value: number, obis?: string) {
  return Array.from({ length: count }, (_, i) => {
    const day = `2026-11-${String(19 - i).padStart(2, '0')}`
    const block = dayBlock(day, value, obis === undefined ? {} : { obis })
    return value < 0 ? { ...block, values: block.values.map(() => 0) } : block
  })
}

test('an opened cover and a magnet are evidence of one case, and further evidence makes it surer', async () => {
  const meter = device()
  await store(meter, { events: [[40, obisCodes.fraudLog, 90]] })
  expect(await searchFindings(fixture.parts)).toBe(1)
  const [before] = await casesOf(meter)
  await store(meter, {
    events: [
      [42, obisCodes.fraudLog, 60],
      [44, obisCodes.fraudLog, 50],
    ],
  })
  await searchFindings(fixture.parts)
  const [after, ...others] = await casesOf(meter)
  expect(others).toEqual([])
  expect(after).toMatchObject({ kind: 'tampering', id: before!.id, figure: 3, evidenceCount: 3 })
  expect(after!.score).toBeGreaterThan(before!.score)
})

test('a case is taken in work, and dismissed with a comment only; the same evidence opens none again, new evidence does', async () => {
  const meter = device()
  await store(meter, { events: [[52, obisCodes.standardLog, 40]] })
  await searchFindings(fixture.parts)
  const [{ id }] = (await casesOf(meter)) as [FindingCase]
  expect((await http<FindingDetail>('PATCH', `/findings/${id}`, { state: 'in-work' })).body.state).toBe(
    'in-work',
  )
  const refused = await http<{ detail: string }>('PATCH', `/findings/${id}`, { state: 'dismissed' })
  expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining('comment') } })
  const change = { state: 'dismissed', comment: 'a test of the crew' }
  expect((await http<FindingDetail>('PATCH', `/findings/${id}`, change)).body).toMatchObject({
    comment: change.comment,
  })
  expect((await http('PATCH', `/findings/${id}`, { state: 'open' })).status).toBe(409)
  expect((await http('POST', `/findings/${id}/work-request`)).status).toBe(409)
  await searchFindings(fixture.parts)
  expect(await casesOf(meter)).toHaveLength(1)
  fixture.clock.now += 3_600_000
  await store(meter, { events: [[52, obisCodes.standardLog, 1]] })
  await searchFindings(fixture.parts)
  expect((await casesOf(meter)).map(({ state }) => state).sort()).toEqual(['dismissed', 'open'])
  const { items } = await fixture.parts.audit.list({ action: 'finding.changed', limit: 10 })
  expect(items.length).toBeGreaterThan(0)
})

test('what is asked of a case twice at once is done once', async () => {
  const meter = device()
  await store(meter, { events: [[40, obisCodes.fraudLog, 70]] })
  await searchFindings(fixture.parts)
  const [found] = await casesOf(meter)
  const asked = await Promise.all(
    Array.from({ length: 4 }, () => http('POST', `/findings/${found!.id}/work-request`)),
  )
  expect(asked.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
  const settled = await Promise.all(
    ['dismissed', 'confirmed', 'dismissed', 'confirmed'].map(state =>
      http('PATCH', `/findings/${found!.id}`, { state, comment: 'seen' }),
    ),
  )
  const { state } = (await casesOf(meter))[0]!
  // One that confirms what is confirmed changes nothing.
  expect(settled.filter(({ status }) => status === 200)).toHaveLength(state === 'dismissed' ? 1 : 2)
})

test('voltages that rise and fall together on one line are a broken neutral of the section', async () => {
  const meters = [device(), device(), device()]
  const at = new Date(fixture.clock.now)
  const { db } = fixture.parts
  await db
    .insertInto('concentrator')
    .values({
      id: 'C7',
      substation: 'North',
      credential_digest: Buffer.alloc(32),
      automatic: true,
      state_since: at,
      enrolled_at: at,
    } as never)
    .execute()
  await db
    .insertInto('line_meter')
    .values(
      meters.map(({ id, serial }, i) => ({
        aca: `46450000000${i}`,
        end_device_id: id,
        serial,
        state: 'accepted',
        concentrator: 'C7',
      })) as never,
    )
    .execute()
  await store(meters[0]!, { events: [[76, obisCodes.qualityLog, 30]] })
  await store(meters[1]!, { events: [[79, obisCodes.qualityLog, 28]] })
  await store(meters[2]!, { events: [[79, obisCodes.qualityLog, 300]] })
  await searchFindings(fixture.parts)
  const { items } = (await http<{ items: FindingCase[] }>('GET', '/findings?concentrator=C7')).body
  expect(items).toMatchObject([
    { kind: 'broken-neutral', endDevice: null, concentrator: 'C7', danger: true, evidenceCount: 2 },
  ])
  const work = await http<FindingDetail>('POST', `/findings/${items[0]!.id}/work-request`)
  expect(work.body).toMatchObject({ state: 'in-work' })
})

test('declared generation, export of before and a meter that never counted are no findings', async () => {
  const [declared, always, fresh, empty] = [device(), device(), device(), device()]
  expect((await http('PUT', `/end-devices/${declared.serial}/generation`)).status).toBe(204)
  const nothing = days(14, -1, obisCodes.activeEnergyExport).slice(1)
  const today = days(1, 30, obisCodes.activeEnergyExport)
  await store(declared, { days: [...nothing, ...today] })
  await store(fresh, { days: [...nothing, ...today] })
  await store(always, { days: days(14, 30, obisCodes.activeEnergyExport) })
  await store(empty, { days: days(14, -1) })
  await searchDay(fixture.parts, '2026-11-19')
  for (const meter of [declared, always, empty]) expect(await casesOf(meter)).toEqual([])
  expect(await casesOf(fresh)).toMatchObject([{ kind: 'unregistered-generation' }])
})

test('cases come the surest first, and what is not known is refused', async () => {
  const { items, total } = (await http<{ items: FindingCase[]; total: number }>('GET', '/findings?limit=2'))
    .body
  expect(total).toBeGreaterThan(2)
  expect(items[0]!.score).toBeGreaterThanOrEqual(items[1]!.score)
  expect((await http('GET', '/findings/999999')).status).toBe(404)
  expect((await http('GET', '/findings?kind=ghosts')).status).toBe(400)
})
