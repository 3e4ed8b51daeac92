import { afterAll, beforeAll, expect, test } from 'vitest'
import { serialOf } from '../../../testing/network.fixture.ts'
import { type ActivityFixture, openActivities } from '../testing.fixture.ts'
import { csvReport } from './csv.ts'

let fixture: ActivityFixture
beforeAll(async () => {
  fixture = await openActivities()
  await fixture.concentrator('C1', [1, 2, 3])
  await fixture.ask('POST', '/activities', {
    id: 'clocks',
    name: 'Clocks – über → Łódź',
    kind: 'set-clock',
    retries: 0,
    targets: { concentrators: ['C1'], endDevices: ['NOBODY'] },
  })
  await fixture.pass(1)
  await fixture.finish('C1', 'failed', 1)
  await fixture.finish('C1', 'done')
  await fixture.pass(10)
})
afterAll(() => fixture.close())

test('uc UC10-P2 the report as CSV has every meter with its times and attempts', async () => {
  const { status, body } = await fixture.ask<string>('GET', '/activities/clocks/report')
  const [titles, ...rows] = body.replace('\ufeff', '').trim().split('\r\n')
  expect(status).toBe(200)
  expect(titles).toBe(
    'meter,concentrator,stage,state,attempts,cause,detail,requested,sent,confirmed,verified,changed,order',
  )
  expect(rows.map(row => row.split(',').slice(0, 6))).toEqual([
    [serialOf(1), 'C1', '0', 'failed', '1', expect.any(String)],
    [serialOf(2), 'C1', '0', 'done', '1', ''],
    [serialOf(3), 'C1', '0', 'done', '1', ''],
    ['NOBODY', '', '', 'left-out', '', 'unknown'],
  ])
})

test('what a spreadsheet would take for a formula is kept from being one', async () => {
  async function* rows() {
    const none = { concentrator: null, stage: null, attempts: null, cause: null, requested: null, sent: null }
    const times = { confirmed: null, verified: null, changed: null, order: null }
    for (const detail of ['=1+1', '+1', '-1', '@x', '\tx', 'a "quoted", text'])
      yield { endDevice: 'M', state: 'failed', detail, ...none, ...times }
  }
  const parts: Buffer[] = []
  for await (const part of csvReport(rows())) parts.push(part)
  const cells = Buffer.concat(parts).toString().trim().split('\r\n').slice(1)
  expect(cells.map(row => row.slice('M,,,failed,,,'.length).replace(/,+$/, ''))).toEqual([
    "'=1+1",
    "'+1",
    "'-1",
    "'@x",
    "'\tx",
    '"a ""quoted"", text"',
  ])
})

test('uc UC10-P2 the report as PDF is one, with its title', async () => {
  const reply = await fixture.app.inject({
    url: '/api/v1/activities/clocks/report?format=pdf',
    headers: { authorization: `Bearer ${await fixture.parts.people.tokens.issue('reader', 'viewer')}` },
  })
  expect(reply.headers['content-type']).toBe('application/pdf')
  expect(reply.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect(reply.rawPayload.length).toBeGreaterThan(5000)
})
