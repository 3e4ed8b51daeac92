import { afterAll, beforeAll, expect, test } from 'vitest'
import { serialOf } from '../../../testing/network.fixture.ts'
import type { Activity, LeftOutMeter } from '../schemas.ts'
import { type ActivityFixture, openActivities } from '../testing.fixture.ts'
import type { Preview } from './schemas.ts'

let fixture: ActivityFixture
beforeAll(async () => {
  fixture = await openActivities()
  await fixture.concentrator('C1', [1, 2, 3, 4])
  await fixture.concentrator('C2', [11, 12])
  await fixture.direct(['FER00000100'])
  await fixture.direct(['FER00000101'], { state: 'silent' })
})
afterAll(() => fixture.close())

async function previewOf(request: object): Promise<Preview> {
  const { status, body } = await fixture.ask<Preview>('POST', '/activities/preview', {
    kind: 'set-clock',
    ...request,
  })
  expect({ status, body }).toMatchObject({ status: 200 })
  return body
}

test('uc UC10-2 several targets combine, and each meter counts once', async () => {
  const { ask } = fixture
  const saved = await ask('POST', '/end-device-groups', {
    name: 'shops',
    targets: { endDevices: [serialOf(1), serialOf(11)] },
  })
  expect(saved).toMatchObject({ status: 201, body: { name: 'shops', members: 2 } })
  const preview = await previewOf({
    targets: {
      groups: ['shops'],
      endDevices: [serialOf(1), serialOf(2)],
      csv: `serial\n${serialOf(2)}\n${serialOf(3)}\n`,
      filter: { search: serialOf(12) },
    },
  })
  expect(preview).toMatchObject({ total: 5, orders: 5, reasons: [] })
  expect(preview.lines.map(({ endDevice }) => endDevice)).toEqual([1, 2, 3, 11, 12].map(serialOf))
  expect(preview.concentrators).toEqual([
    { concentrator: 'C1', count: 3 },
    { concentrator: 'C2', count: 2 },
  ])
})

test('a preview goes by pages, and by reason', async () => {
  const targets = { concentrators: ['C1', 'C2'], endDevices: ['NOBODY'] }
  const first = await previewOf({ targets, limit: 4 })
  const second = await previewOf({ targets, limit: 4, cursor: first.nextCursor })
  expect([...first.lines, ...second.lines]).toHaveLength(7)
  expect(second.nextCursor).toBeNull()
  expect(await previewOf({ targets, reason: 'unknown' })).toMatchObject({
    total: 7,
    linesTotal: 1,
    lines: [{ endDevice: 'NOBODY', reason: 'unknown', leftOut: true }],
  })
})

test('uc UC10-0 meters that are not commissioned, do not fit, have an open order or are out of reach are told with the reason', async () => {
  const { ask, parts } = fixture
  const { pool } = parts
  await parts.enrol([
    { serial: 'UNHEARD', uri: 'smitp+g2:///4645000000FF?client=2&server=1&auth=gmac', keys: [] },
  ])
  await pool.query(`insert into line_meter (aca, serial) values ('4645000000FE', 'STRANGER')`)
  await pool.query(`update collection set state = 'silent', last_error = 'timeout' where end_device_id =
    (select id from end_device where serial = '${serialOf(3)}')`)
  const open = await ask('POST', '/end-device-controls', {
    id: 'limit-4',
    kind: 'limit',
    endDevice: serialOf(4),
    watts: 3000,
  })
  expect(open.status).toBe(201)
  const request = {
    kind: 'limit',
    parameters: { watts: 4000 },
    targets: { concentrators: ['C1'], endDevices: ['UNHEARD', 'STRANGER', 'NOBODY'] },
  }
  const preview = await previewOf(request)
  const reasonOf = Object.fromEntries(
    preview.lines.map(line => [line.endDevice, [line.reason, line.detail, line.leftOut]]),
  )
  expect(reasonOf).toEqual({
    [serialOf(1)]: [null, null, false],
    [serialOf(2)]: [null, null, false],
    [serialOf(3)]: ['unreachable', 'silent: timeout', false],
    [serialOf(4)]: ['conflict', 'order limit-4 is open', true],
    NOBODY: ['unknown', 'the inventory has no such meter', true],
    STRANGER: ['not-commissioned', 'heard on a power line, and not enrolled', true],
    UNHEARD: ['not-commissioned', 'it has not been accepted yet', true],
  })
  expect(await previewOf({ ...request, include: ['conflict'] })).toMatchObject({ orders: 3, leftOut: 4 })
  await pool.query(`update concentrator set state = 'lost' where id = 'C1'`)
  expect((await previewOf({ targets: { endDevices: [serialOf(1)] } })).lines).toMatchObject([
    { reason: 'unreachable', detail: 'its concentrator C1 is away' },
  ])
  await pool.query(`update concentrator set state = 'online' where id = 'C1'`)

  const created = await ask('POST', '/activities', { id: 'limits', name: 'Limits', ...request })
  expect(created).toMatchObject({ status: 201, body: { counts: { total: 3 }, leftOut: 4 } })
  const leftOut = await ask<{ items: LeftOutMeter[] }>('GET', '/activities/limits/left-out?reason=conflict')
  expect(leftOut.body.items).toEqual([
    { endDevice: serialOf(4), reason: 'conflict', detail: 'order limit-4 is open', exchangedFor: null },
  ])
  await ask('POST', '/activities/limits/cancel')
})

test('formulas, paths and rubbish in a list are told with their line, and nothing is made of them', async () => {
  const csv = [
    'name;meter',
    `a;${serialOf(1)}`,
    'b;=HYPERLINK("http://x")',
    'c;@SUM(A1)',
    'd;../../etc/passwd',
    'e;',
    `f;"${serialOf(2)}"`,
    `g;${'9'.repeat(80)}`,
  ].join('\r\n')
  const preview = await previewOf({ targets: { csv } })
  expect(preview.total).toBe(2)
  expect(preview.badRows.map(({ line }) => line)).toEqual([3, 4, 5, 6, 8])
  expect(preview.badRows[0]?.detail).toContain('formula')
  const { status, body } = await fixture.ask<{ errors: { parameter: string }[] }>('POST', '/activities', {
    name: 'x',
    kind: 'set-clock',
    targets: { csv },
  })
  expect(status).toBe(400)
  expect(body.errors.map(({ parameter }) => parameter)).toEqual(
    [3, 4, 5, 6, 8].map(line => `targets.csv:${line}`),
  )
})

test.each([
  ['no meter', { targets: {} }, 'targets'],
  ['no such kind', { kind: 'dance' }, 'kind'],
  ['an order to concentrators', { kind: 'discover' }, 'kind'],
  ['a parameter that is missing', { kind: 'switch' }, 'connected'],
  ['a parameter too much', { parameters: { watts: 1 } }, 'parameters.watts'],
  ['a parameter of the wrong type', { kind: 'limit', parameters: { watts: 'all' } }, 'parameters.watts'],
  ['an end before the start', { expires: '2020-01-01T00:00:00Z' }, 'expires'],
  ['a start in a year', { start: '2027-11-20T12:00:00Z' }, 'start'],
  ['hours that are none', { hours: { from: '25:00', to: '03:00' } }, 'hours.from'],
  ['a zone that is none', { timeZone: 'Mars/Olympus' }, 'timeZone'],
  ['stages that fall', { stages: [0.5, 0.1] }, 'stages'],
  ['a pace of none', { pace: { overall: 0 } }, 'pace.overall'],
  ['a serial number that is none', { targets: { endDevices: ['=1+1'] } }, 'targets.endDevices[0]'],
  ['a filter that filters nothing', { targets: { filter: {} } }, 'targets.filter'],
  ['a member that is unknown', { colour: 'red' }, 'colour'],
])('refused: %s', async (_, change, parameter) => {
  const { status, body } = await fixture.ask<{ errors: { parameter: string }[] }>('POST', '/activities', {
    name: 'x',
    kind: 'set-clock',
    targets: { concentrators: ['C1'] },
    ...change,
  })
  expect(status).toBe(400)
  expect(body.errors.map(error => error.parameter)).toContain(parameter)
  expect((await fixture.ask<{ total: number }>('GET', '/activities?state=planned')).body.total).toBe(0)
})

test('a group is listed, shown and removed; one with strangers is not saved', async () => {
  const { ask } = fixture
  const name = 'street-7'
  const refused = await ask('POST', '/end-device-groups', {
    name,
    targets: { endDevices: [serialOf(1), 'NOBODY'] },
  })
  expect(refused).toMatchObject({ status: 400, body: { detail: expect.stringContaining('NOBODY') } })
  expect(await ask('GET', `/end-device-groups/${name}`)).toMatchObject({ status: 404 })
  await ask('POST', '/end-device-groups', { name, targets: { concentrators: ['C2'] } })
  expect(await ask('POST', '/end-device-groups', { name, targets: { concentrators: ['C1'] } })).toMatchObject(
    { status: 409 },
  )
  expect(await ask('GET', `/end-device-groups/${name}/members`)).toMatchObject({
    body: { total: 2, items: [{ endDevice: serialOf(11) }, { endDevice: serialOf(12) }] },
  })
  expect(await ask('DELETE', `/end-device-groups/${name}`)).toMatchObject({ status: 204 })
  expect(await ask('DELETE', `/end-device-groups/${name}`)).toMatchObject({ status: 404 })
})

test('uc UC10-X meters that get no order are kept with the reason, and become work on site', async () => {
  const { ask, parts } = fixture
  await parts.enrol([
    { serial: 'AWAY', uri: 'smitp+g2:///4645000000F0?client=2&server=1&auth=gmac', keys: [] },
  ])
  const created = await ask<Activity>('POST', '/activities', {
    id: 'to-field',
    name: 'Clocks',
    kind: 'set-clock',
    targets: { endDevices: ['AWAY', serialOf(11), 'FER00000101'] },
    include: [],
  })
  expect(created).toMatchObject({ status: 201, body: { leftOut: 3 - Number(created.body.counts.total) } })
  const { body } = await ask<{ items: LeftOutMeter[] }>('GET', '/activities/to-field/left-out')
  const reasonOf = Object.fromEntries(body.items.map(({ endDevice, reason }) => [endDevice, reason]))
  expect(reasonOf).toMatchObject({ AWAY: 'not-commissioned' })
  const work = await ask('POST', '/work-requests', {
    reason: 'clocks that cannot be set from here',
    endDevices: body.items.map(({ endDevice }) => endDevice),
    steps: [{ action: 'set-clock' }],
  })
  expect(work).toMatchObject({ status: 201, body: { lines: { total: body.items.length } } })
  await ask('POST', '/activities/to-field/cancel')
})
