import { processAll } from '@ferraris/meter-data'
import { type IntervalBlock, obisCodes, quality } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Writer } from '../collection/writer.ts'
import { dayBlock, delivery, enrolSome } from '../testing/readings.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'

let fixture: TestApp
let writer: Writer
let authorization: string
let devices: { serial: string; id: number }[]
let next = 0

beforeAll(async () => {
  fixture = await openTestApp()
  fixture.clock.now = Date.parse('2026-11-20T09:00:00Z')
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('desk', 'administrator')}`
  writer = await Writer.open(fixture.store.pool, { gather: 1, now: () => fixture.clock.now })
  devices = await enrolSome(fixture.store.pool, 20, { now: fixture.clock.now })
})
afterAll(async () => {
  await writer.close()
  await fixture.close()
})

const day = '2026-11-18'
const obis = obisCodes.activeEnergyImport

function device() {
  const own = devices[next++]!
  return { ...own, path: `/meter-data/days/${own.serial}/${obis}/${day}` }
}

async function ask(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const response = await fixture.app.inject({
    method,
    url: `/api/v1${url}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
  return { status: response.statusCode, body: response.body === '' ? undefined : response.json() }
}

/** Of a block as others are, with values from one interval on exchanged. */
function withValues(block: IntervalBlock, from: number, values: readonly (number | null)[]): IntervalBlock {
  const at = (i: number) => (i >= from && i < from + values.length ? values[i - from]! : block.values[i]!)
  return {
    ...block,
    values: block.values.map((_, i) => at(i)),
    quality: block.quality.map((code, i) => (at(i) === null ? quality.missing : code)),
  }
}

function registers(block: { readonly start: number; readonly day: string }, first: number, last: number) {
  const reading = (time: number, value: number) => ({
    time,
    origin: 'profile',
    quality: 0,
    registers: [{ obis, value }],
  })
  return [reading(block.start, first), reading(block.start + 86_400, last)]
}

function store(id: number, parts: Parameters<typeof delivery>[1]) {
  return writer.write(delivery(id, parts))
}
function judge() {
  return processAll(fixture.parts)
}

test('a day in order is judged once, and nothing is made when it comes again', async () => {
  const { id, path } = device()
  await store(id, { blocks: [dayBlock(day)] })
  expect(await judge()).toEqual({ taken: 1, judged: 1, written: 1 })
  await store(id, { blocks: [dayBlock(day)] })
  expect(await judge()).toEqual({ taken: 0, judged: 0, written: 0 })
  const { body } = await ask('GET', path)
  expect(body.versions).toHaveLength(1)
  expect(body.versions[0]).toMatchObject({
    version: 1,
    state: 'valid',
    cause: 'collection',
    timeZone: 'Europe/Rome',
    start: '2026-11-17T23:00:00.000Z',
    end: '2026-11-18T23:00:00.000Z',
    intervalSeconds: 900,
    unit: 'Wh',
    findings: [],
  })
})

test('a gap is filled from the registers of its midnights, and the late reading takes its place', async () => {
  const { id, path } = device()
  const whole = dayBlock(day)
  const sum = whole.values.reduce<number>((total, value) => total + (value ?? 0), 0)
  await store(id, {
    blocks: [dayBlock(day, 25, { missing: [30, 31, 32] })],
    readings: registers(whole, 1000, 1000 + sum),
  })
  expect(await judge()).toMatchObject({ judged: 1, written: 1 })
  const before = (await ask('GET', path)).body
  expect(before.collected.slice(30, 33)).toEqual([null, null, null])
  expect(before.versions[0]).toMatchObject({
    state: 'estimated',
    fills: [{ from: 30, to: 33, method: 'E06' }],
  })
  expect(before.versions[0].values).toEqual(whole.values)

  await store(id, { blocks: [whole] })
  expect(await judge()).toEqual({ taken: 1, judged: 1, written: 1 })
  const { versions } = (await ask('GET', path)).body
  expect(versions.map((own: { state: string }) => own.state)).toEqual(['valid', 'estimated'])
})

test('a day that is not over waits', async () => {
  const { id } = device()
  await store(id, { blocks: [dayBlock('2026-11-20', 25, { missing: [95] })] })
  expect(await judge()).toMatchObject({ taken: 0 })
  fixture.clock.now += 86_400_000
  expect(await judge()).toMatchObject({ taken: 1 })
})

test('a spike waits for a person, who confirms it; the rules then leave it alone', async () => {
  const { id, serial, path } = device()
  await store(id, { blocks: [withValues(dayBlock(day), 50, [9000])] })
  await judge()
  const { body: list } = await ask('GET', `/meter-data/exceptions?endDevice=${serial}`)
  expect(list.items).toMatchObject([{ endDevice: serial, state: 'suspect', version: 1 }])
  expect(list.items[0].findings.map((own: { rule: string }) => own.rule)).toEqual(['V14', 'V15'])

  expect((await ask('POST', `${path}/confirmations`, { version: 2, reason: 'sauna' })).status).toBe(409)
  const confirmed = await ask('POST', `${path}/confirmations`, { version: 1, reason: 'sauna' })
  expect(confirmed.status).toBe(201)
  expect(confirmed.body.versions[0]).toMatchObject({
    version: 2,
    state: 'valid',
    who: 'desk',
    reason: 'sauna',
    cause: 'confirmation',
  })
  expect((await ask('GET', `/meter-data/exceptions?endDevice=${serial}`)).body.total).toBe(0)
  await ask('POST', '/meter-data/recomputations', { from: day, to: day, endDevice: serial })
  expect(await judge()).toEqual({ taken: 1, judged: 1, written: 0 })
})

test('what a person sets stays over estimates, and gives way to a reading in order', async () => {
  const { id, path } = device()
  await store(id, { blocks: [dayBlock(day, 25, { missing: [30, 31] })] })
  await judge()
  const edit = { version: 1, reason: 'read from a photograph', values: [{ interval: 30, value: 400 }] }
  const edited = await ask('POST', `${path}/edits`, edit)
  expect(edited.status).toBe(201)
  expect(edited.body.versions[0]).toMatchObject({
    version: 2,
    cause: 'edit',
    who: 'desk',
    reason: edit.reason,
  })
  expect(edited.body.versions[0].values.slice(29, 32)).toEqual([54, 400, 229])
  expect(edited.body.versions[0].quality.slice(29, 32)).toEqual([0, quality.edited, quality.estimated])
  expect((await ask('POST', `${path}/edits`, edit)).status).toBe(409)

  await store(id, { blocks: [withValues(dayBlock(day), 31, [null])] })
  await judge()
  const { versions } = (await ask('GET', path)).body
  expect(versions[0].values.slice(29, 32)).toEqual([54, 55, 56])
  expect(versions[0]).toMatchObject({ version: 3, cause: 'collection' })
})

test('each change comes once to a reader by cursor, in its order, with quality and version', async () => {
  const { id, path } = device()
  const from = (await ask('GET', '/meter-data/changes?limit=500')).body.cursor
  await store(id, { blocks: [dayBlock(day, 25, { missing: [4] })] })
  await judge()
  const first = (await ask('GET', `/meter-data/changes?since=${from}`)).body
  expect(first.items).toMatchObject([{ version: 1, state: 'estimated', start: '2026-11-17T23:00:00.000Z' }])
  expect((await ask('GET', `/meter-data/changes?since=${first.cursor}`)).body).toEqual({
    items: [],
    cursor: first.cursor,
  })
  await ask('POST', `${path}/edits`, { version: 1, reason: 'seen', values: [{ interval: 4, value: 3 }] })
  const second = (await ask('GET', `/meter-data/changes?since=${first.cursor}`)).body
  expect(second.items).toMatchObject([{ version: 2, cause: 'edit' }])
})

test('of two who read a day at the same time one is too late', async () => {
  const { id, path } = device()
  await store(id, { blocks: [dayBlock(day)] })
  await judge()
  const edit = { version: 1, reason: 'both', values: [{ interval: 4, value: 3 }] }
  const answers = await Promise.all([ask('POST', `${path}/edits`, edit), ask('POST', `${path}/edits`, edit)])
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
  expect((await ask('GET', path)).body.versions).toHaveLength(2)
})

test('order of arrival does not matter', async () => {
  const whole = dayBlock(day)
  const parts = [
    withValues(
      whole,
      0,
      Array.from({ length: 40 }, () => null),
    ),
    withValues(
      whole,
      30,
      Array.from({ length: 66 }, () => null),
    ),
    whole,
  ]
  const seen: unknown[] = []
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]) {
    const { id, path } = device()
    for (const i of order) {
      await store(id, { blocks: [parts[i]!] })
      await judge()
    }
    const { values, quality: codes, state } = (await ask('GET', path)).body.versions[0]
    seen.push({ values, codes, state })
  }
  expect(seen[1]).toEqual(seen[0])
  expect(seen[2]).toEqual(seen[0])
})

test('numbers of rules are set by group, within their bounds', async () => {
  const { id, serial } = device()
  await ask('PUT', `/end-devices/${serial}/measuring-point`, { group: 'shops', contractPower: 3000 })
  await store(id, { blocks: [withValues(dayBlock(day), 50, [800])] })
  const put = (body: object) => ask('PUT', '/meter-data/rules/V14?group=shops', body)
  expect((await put({ enabled: true, parameters: { percent: -1 } })).status).toBe(400)
  expect((await put({ enabled: true, parameters: { toString: 1 } })).status).toBe(400)
  expect((await ask('PUT', '/meter-data/rules/V99', { enabled: false, parameters: {} })).status).toBe(404)
  expect((await put({ enabled: false, parameters: {} })).status).toBe(200)
  expect(
    (await ask('PUT', '/meter-data/rules/V15?group=shops', { enabled: false, parameters: {} })).status,
  ).toBe(200)
  await judge()
  expect((await ask('GET', `/meter-data/exceptions?endDevice=${serial}`)).body.total).toBe(0)
  const { items } = (await ask('GET', '/meter-data/rules')).body
  expect(items).toHaveLength(29 + 15)
  expect(items.find((own: { id: string }) => own.id === 'V14').enabled).toBe(true)
})

test('what fits no day is refused, and says what is wrong', async () => {
  const { id, path } = device()
  await store(id, { blocks: [dayBlock(day)] })
  await judge()
  for (const [values, status] of [
    [[{ interval: 96, value: 1 }], 400],
    [[{ interval: 3, value: 1.5 }], 400],
    [[{ interval: -1, value: 1 }], 400],
    [[], 400],
  ] as const) {
    expect((await ask('POST', `${path}/edits`, { version: 1, reason: 'try', values })).status).toBe(status)
  }
  expect((await ask('GET', `/meter-data/days/NOBODY/${obis}/${day}`)).status).toBe(404)
  expect((await ask('GET', path.replace(day, '2026-11-17'))).status).toBe(404)
  expect(
    (await ask('POST', '/meter-data/recomputations', { from: '2026-01-01', to: '2026-12-01' })).status,
  ).toBe(400)
})
