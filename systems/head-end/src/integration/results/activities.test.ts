import { named } from '@ferraris/cim'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ActivityFixture, openActivities } from '../../orders/activities/testing.fixture.ts'
import { keepMessage } from '../inbox/keep.ts'
import { type Consumer, startConsumer } from '../testing/consumer.fixture.ts'
import { read, replyIn, request } from '../testing/partner.fixture.ts'

let app: ActivityFixture
let mdm: Consumer
let token: string

beforeAll(async () => {
  app = await openActivities()
  mdm = await startConsumer()
  token = (await app.parts.people.tokens.issue('mdm', 'administrator')) ?? ''
  await app.app.inject({
    method: 'POST',
    url: '/api/v1/integration/destinations',
    headers: { authorization: `Bearer ${token}` },
    payload: { name: 'mdm', kind: 'http', url: mdm.url, nouns: ['EndDeviceControls'] },
  })
})
afterAll(async () => {
  await mdm.down()
  await app.close()
})

async function ask(groups: readonly string[], id: string) {
  const control = {
    issuerTrackingID: 'CAMPAIGN-1',
    EndDeviceControlType: '3.36.0.114',
    EndDeviceGroups: groups.map(named),
  }
  const payload = request('create', 'EndDeviceControls', {
    header: { MessageID: id, CorrelationID: `c-${id}`, AsyncReplyFlag: true, ReplyAddress: 'mdm' },
    Payload: { EndDeviceControls: { EndDeviceControl: [control] } },
  })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/xml' }
  const reply = await app.app.inject({ method: 'POST', url: '/api/v1/integration/cim', headers, payload })
  return replyIn(reply.body)
}
async function tell() {
  await app.parts.integration.tell()
  await app.parts.integration.outbox.send()
}

test('a control of a whole concentrator is an activity; each end goes out as an event, and the last word when all are over', async () => {
  const [line] = await app.lines(3)
  expect(await ask([line!], 'a-1')).toMatchObject({ result: 'OK' })
  const { body } = await app.ask<{ items: { id: string; name: string; counts: { total: number } }[] }>(
    'GET',
    '/activities',
  )
  expect(body.items).toMatchObject([{ name: 'CAMPAIGN-1', kind: 'set-clock', counts: { total: 3 } }])
  const [activity] = body.items
  const about = await app.ask<{ total: number }>('GET', `/integration/messages?activity=${activity!.id}`)
  expect(about.body.total).toBe(1)

  await app.pass(5)
  await app.finish(line!, 'done', 2)
  await tell()
  await app.pass(5)
  await app.finish(line!, 'done')
  await app.pass(60)
  await tell()
  const told = mdm.taken.map(read)
  expect(told.map(({ kind }) => kind)).toEqual(['event', 'event', 'event', 'response'])
  expect(told.every(message => message.kind !== 'fault' && message.Header.CorrelationID === 'c-a-1')).toBe(
    true,
  )
  const last = replyIn(mdm.taken.at(-1)!)
  expect(last).toMatchObject({ result: 'OK', codes: ['0.0'], details: '3 of 3 meters succeeded' })
  await tell()
  expect(mdm.taken).toHaveLength(4)
})

test('the sender cancels its activity by the name that it gave it', async () => {
  const [line] = await app.lines(2)
  await ask([line!], 'a-3')
  const control = { issuerTrackingID: 'CAMPAIGN-1', EndDeviceControlType: '3.36.0.114' }
  const payload = request('cancel', 'EndDeviceControls', {
    header: { MessageID: 'a-4' },
    Payload: { EndDeviceControls: { EndDeviceControl: [control] } },
  })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/xml' }
  const reply = await app.app.inject({ method: 'POST', url: '/api/v1/integration/cim', headers, payload })
  // The first one of that name is over.
  expect(replyIn(reply.body).result).toBe('PARTIAL')
  const { body } = await app.ask<{ items: { state: string }[] }>('GET', '/activities')
  expect(body.items.map(({ state }) => state)).toEqual(['cancelled', 'done'])
})

test('a group that a message saves can be named by the next one', async () => {
  const [line] = await app.lines(2)
  const { rows } = await app.parts.pool.query<{ serial: string }>(
    'select d.serial from line_meter m join end_device d on d.id = m.end_device_id where m.concentrator = $1',
    [line],
  )
  const group = { ...named('north-shops'), EndDevices: rows.map(({ serial }) => named(serial)) }
  const send = async (
    verb: 'create' | 'change' | 'delete',
    id: string,
    EndDeviceGroup: object[] = [group],
  ) => {
    const payload = request(verb, 'EndDeviceGroups', {
      header: { MessageID: id },
      Payload: { EndDeviceGroups: { EndDeviceGroup } },
    })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/xml' }
    const reply = await app.app.inject({ method: 'POST', url: '/api/v1/integration/cim', headers, payload })
    return replyIn(reply.body)
  }
  expect(await send('create', 'g-1')).toMatchObject({ result: 'OK' })
  expect(await send('create', 'g-2')).toMatchObject({ result: 'FAILED', codes: ['already-exists'] })
  expect(await send('change', 'g-3')).toMatchObject({ result: 'OK' })
  expect(await send('create', 'g-4', [{ ...named('x'), EndDevices: [named('NOBODY')] }])).toMatchObject({
    codes: ['2.4'],
  })
  expect(await ask(['north-shops'], 'g-5')).toMatchObject({ result: 'OK' })
  expect(await send('delete', 'g-6')).toMatchObject({ result: 'OK' })
  expect(await send('delete', 'g-7')).toMatchObject({ codes: ['unknown-group'] })
})

test('a message that was kept by a process that ended is worked on by another, once', async () => {
  const [line] = await app.lines(1)
  const control = { EndDeviceControlType: '3.36.0.114', EndDeviceGroups: [named(line!)] }
  const xml = request('create', 'EndDeviceControls', {
    header: { MessageID: 'left', Source: 'MDM' },
    Payload: { EndDeviceControls: { EndDeviceControl: [control] } },
  })
  const message = read(xml)
  if (message.kind === 'fault') throw new Error('it is a request')
  const octets = new TextEncoder().encode(xml)
  const arrival = { octets, door: 'http', destination: null, sender: 'mdm', role: 'administrator' } as const
  const { id } = await keepMessage(app.parts.db, arrival, message, xml, app.clock.now)
  const { inbox } = app.parts.integration
  await inbox.work()
  expect((await app.ask<{ state: string }>('GET', `/integration/messages/${id}`)).body.state).toBe('received')
  app.clock.now += 60_000
  await Promise.all([inbox.work(), inbox.work(), inbox.take(arrival)])
  const { body } = await app.ask<{ state: string; activities: string[] }>(
    'GET',
    `/integration/messages/${id}`,
  )
  expect(body).toMatchObject({ state: 'done', activities: [`cim-${id}-1`] })
  const audit = await app.parts.pool.query(
    `select count(*) as count from audit_entry where action = 'message.worked-on' and detail like $1`,
    [`%"message":${id},%`],
  )
  expect(audit.rows).toEqual([{ count: 1 }])
})

test('a group that is none is refused', async () => {
  expect(await ask(['nowhere'], 'a-2')).toMatchObject({
    result: 'FAILED',
    codes: ['unknown-group'],
    about: ['nowhere'],
  })
})
