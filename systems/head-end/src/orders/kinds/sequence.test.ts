import { afterAll, beforeAll, expect, test } from 'vitest'
import { acaOf, lineKeys, serialOf } from '../../testing/network.fixture.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'

let fixture: TestApp
let token: string
beforeAll(async () => {
  fixture = await openTestApp()
  token = (await fixture.parts.people.tokens.issue('root', 'administrator'))!
  await fixture.app.ready()
  await ask('/concentrators', { id: 'C1', substation: 'North' })
  const uri = `smitp+g2:///${acaOf(1)}?client=2&server=1&auth=gmac`
  await ask('/end-devices', { serial: serialOf(1), uri, keys: [], lineKeys })
  await fixture.parts.db.updateTable('line_meter').set({ concentrator: 'C1', state: 'accepted' }).execute()
})
afterAll(() => fixture.close())

async function ask(path: string, payload: object): Promise<[number, string]> {
  const headers = { authorization: `Bearer ${token}` }
  const reply = await fixture.app.inject({ method: 'POST', url: `/api/v1${path}`, headers, payload })
  return [reply.statusCode, reply.body]
}

function sequenceOf(...actions: { kind: string; parameters: object }[]) {
  return { kind: 'sequence', parameters: { actions } }
}

const table = { kind: 'write-table', parameters: { sha256: 'ab'.repeat(32), object: '0.0.94.39.0' } }
const firmware = { kind: 'firmware', parameters: { sha256: 'ab'.repeat(32), version: '2.0' } }
const cut = { kind: 'switch', parameters: { connected: false } }
const limit = { kind: 'limit', parameters: { watts: 3000 } }

test('a file that an action names is asked for as by an order of its own', async () => {
  const order = (request: object) =>
    ask('/end-device-controls', { endDevice: serialOf(1), priority: 'normal', ...request })
  expect(await order(sequenceOf(limit))).toEqual([201, expect.stringContaining('queued')])
  const named = expect.stringContaining('parameters.actions.1.parameters.sha256')
  expect(await order(sequenceOf(limit, table))).toEqual([400, named])
  expect(await order(sequenceOf(limit, firmware))).toEqual([400, named])
  expect(await order(sequenceOf(cut, firmware))).toEqual([400, named])
})

test('an activity asks for the file of a sequence as an order does', async () => {
  const targets = { endDevices: [serialOf(1)] }
  const activity = (request: object) => ask('/activities', { name: 'Night', targets, ...request })
  expect(await activity(sequenceOf(table))).toEqual([
    400,
    expect.stringContaining('parameters.actions.0.parameters.sha256'),
  ])
  expect((await activity(sequenceOf(limit)))[0]).toBe(201)
})
