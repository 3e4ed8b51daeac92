import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { transaction } from '@ferraris/service'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { storeEvents } from '../../events/event-writer.ts'
import { numbers, openDesk, type TestDesk } from '../testing.fixture.ts'
import type { News, Subscription } from './schemas.ts'

let desk: TestDesk
const mails: { to: string[]; text: string; id: string }[] = []
let mailServer: SMTPServer | undefined
/** Ports below 32768 are never given to others. */
const mailPort = 29_525

beforeAll(async () => {
  desk = await openDesk(20, n => ({ substation: n < 10 ? 'S0' : 'S1' }))
  await destination('mail', {
    kind: 'smtp',
    url: `smtp://127.0.0.1:${mailPort}`,
    address: 'desk@ferraris.example',
  })
})
afterAll(async () => {
  await desk.app.parts.integration.outbox.close()
  await desk.close()
})
beforeEach(async () => {
  const { db } = desk.app.parts
  for (const table of ['alarm', 'incident', 'interruption', 'alarm_subscription'] as const)
    await db.deleteFrom(table).execute()
  await db.deleteFrom('integration_message').execute()
  mails.length = 0
  desk.app.clock.now += 24 * 3_600_000
})
afterEach(() => stopMail())

function startMail(): Promise<void> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, done) {
      let text = ''
      stream.on('data', (part: Buffer) => (text += part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address)
        mails.push({ to, text, id: /^Message-ID: (.*)$/im.exec(text)?.[1] ?? '' })
        done()
      })
    },
  })
  mailServer = server
  return new Promise(resolve => server.listen(mailPort, '127.0.0.1', () => resolve()))
}
async function stopMail(): Promise<void> {
  const server = mailServer
  mailServer = undefined
  if (server !== undefined) await new Promise<void>(resolve => server.close(() => resolve()))
}
async function destination(name: string, settings: object) {
  const { status, body } = await desk.send('POST', '/integration/destinations', { name, ...settings })
  expect(body).toMatchObject({ name })
  expect(status).toBe(201)
}
async function subscribe(settings: object): Promise<Subscription> {
  const { body } = await desk.send('POST', '/alarm-subscriptions', { name: 'night', ...settings })
  return body as Subscription
}
async function send(): Promise<void> {
  await desk.app.parts.integration.outbox.send()
}
async function messages() {
  const { items } = await desk.get<{ items: { state: string; destination: string }[] }>(
    '/integration/messages?limit=50',
  )
  return items
}

test('uc 2.a.6-6 an outage is told by mail, once it is found and once it is over', async () => {
  await startMail()
  await subscribe({ destination: 'mail', addresses: ['night@utility.example', 'chief@utility.example'] })
  await desk.report(numbers(0, 10), 'powerDown')
  await desk.pass(5)
  await send()
  expect(mails).toHaveLength(1)
  expect(mails[0]).toMatchObject({
    to: ['night@utility.example', 'chief@utility.example'],
    text: expect.stringContaining('Subject: [Ferraris] critical: homes without supply at S0'),
  })
  await desk.pass(60)
  await send()
  expect(mails).toHaveLength(1)
  await desk.report(numbers(0, 10), 'powerUp')
  await desk.pass(5)
  await send()
  expect(mails).toHaveLength(2)
  expect(mails[1]?.text).toContain('over, 10 of 10 well again')
})

test('while the mail server is away nothing is lost, and when it is back nothing is doubled', async () => {
  await subscribe({ destination: 'mail', addresses: ['night@utility.example'] })
  await desk.report([0], 'meterCoverRemoved')
  await desk.pass(30)
  await send()
  await desk.report([1], 'strongField')
  await desk.pass(30)
  await send()
  expect(await messages()).toMatchObject([{ state: 'waiting' }, { state: 'waiting' }])
  await startMail()
  desk.app.clock.now += 600_000
  await send()
  await desk.pass(60)
  await send()
  expect(mails.map(({ text }) => /^Subject: (.*)$/m.exec(text)?.[1])).toEqual([
    expect.stringContaining('cover'),
    expect.stringContaining('field'),
  ])
  expect(new Set(mails.map(({ id }) => id)).size).toBe(2)
  expect(await messages()).toMatchObject([{ state: 'delivered' }, { state: 'delivered' }])
})

test('uc 2.a.6-6 a web server gets JSON that is signed; one that is asked for less gets less', async () => {
  const got: { signature: string; id: string; body: string }[] = []
  const server: Server = createServer((request, reply) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part))
    request.on('end', () => {
      const { 'x-ferraris-signature': signature, 'x-message-id': id } = request.headers
      got.push({ signature: String(signature), id: String(id), body })
      reply.statusCode = got.length === 1 ? 503 : 200
      reply.end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const signingKey = 'a key of more than sixteen'
  await destination('hook', { kind: 'http', url: `http://127.0.0.1:${port}/`, form: 'json', signingKey })
  await subscribe({
    destination: 'hook',
    severity: 'critical',
    kinds: ['meterCoverRemoved'],
    substation: 'S1',
  })
  await desk.report([0, 11], 'meterCoverRemoved')
  await desk.report([12], 'strongField')
  await desk.pass(30)
  await send()
  desk.app.clock.now += 600_000
  await send()
  server.close()
  expect(got.map(({ id }) => id)).toEqual([got[0]?.id, got[0]?.id])
  for (const { signature, id, body } of got) {
    expect(signature).toBe(`sha256=${createHmac('sha256', signingKey).update(`${id}.${body}`).digest('hex')}`)
    const { items } = JSON.parse(body) as { items: News[] }
    expect(items).toMatchObject([{ kind: 'meterCoverRemoved', endDevice: desk.serials[11], what: 'new' }])
  }
})

test('uc 2.a.6-6 the console shows a person what is wanted by a subscription of this person or of the role', async () => {
  await subscribe({ role: 'operator', severity: 'critical' })
  await subscribe({ person: 'berta', severity: 'info' })
  await desk.report([0], 'ramError')
  await desk.report([1], 'phaseMissingL1')
  await desk.pass(30)
  const shown = async (query = '') => (await desk.get<{ items: News[] }>(`/alarm-news${query}`)).items
  const [first, ...others] = await shown()
  expect(others).toEqual([])
  expect(first).toMatchObject({ kind: 'ramError', severity: 'critical' })
  expect(await shown(`?after=${first!.id}`)).toEqual([])
})

test('uc 2.a.6-6 another system gets EndDeviceEvents of the meters behind an incident', async () => {
  const got: string[] = []
  const server: Server = createServer((request, reply) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part))
    request.on('end', () => {
      got.push(body)
      reply.end()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await destination('scada', { kind: 'http', url: `http://127.0.0.1:${port}/` })
  await subscribe({ destination: 'scada', kinds: ['outage'] })
  const { pool } = desk.app.parts
  const now = desk.app.clock.now
  const event = { time: now / 1000, log: '0.0.99.98.0.255', code: 1, ordinal: 0, numbered: false }
  const events = desk.ids.slice(0, 5).map(endDeviceId => ({ endDeviceId, event: { ...event, learnt: 2 } }))
  await transaction(pool, client => storeEvents(client, events, now))
  await desk.pass(5)
  await send()
  server.close()
  expect(got).toHaveLength(1)
  expect(got[0]).toContain('<Noun>EndDeviceEvents</Noun>')
  expect(got[0]?.match(/<EndDeviceEvent>/g) ?? got[0]?.match(/EndDeviceEventType/g)).not.toHaveLength(0)
  for (const serial of desk.serials.slice(0, 5)) expect(got[0]).toContain(serial)
})

test('what cannot be a subscription is refused by its member', async () => {
  const refused = async (settings: object) => (await desk.send('POST', '/alarm-subscriptions', settings)).body
  expect(await refused({ name: 'a' })).toMatchObject({ detail: expect.stringContaining('person') })
  expect(await refused({ name: 'a', destination: 'none' })).toMatchObject({
    detail: expect.stringContaining('there is no none'),
  })
  expect(await refused({ name: 'a', destination: 'mail' })).toMatchObject({
    detail: expect.stringContaining('addresses'),
  })
  expect(await refused({ name: 'a', role: 'viewer', kinds: ['nothing'] })).toMatchObject({ status: 404 })
  // Of what means something else in the head of a mail, it would go elsewhere than it says.
  for (const address of [
    'all:chief@utility.example',
    '(a@utility.example',
    'a@(b)',
    'a\u0085@utility.example',
    'a@b\u0001c',
  ])
    expect(await refused({ name: 'a', destination: 'mail', addresses: [address] })).toMatchObject({
      status: 400,
      errors: [{ parameter: expect.stringContaining('addresses') }],
    })
  for (const address of ["o'neil+desk@utility.example", 'zuständig@bücher.example'])
    expect(await refused({ name: 'a', destination: 'mail', addresses: [address] })).toMatchObject({
      id: expect.any(Number),
    })
  const settings = { name: 'm', kind: 'smtp', url: 'smtp://127.0.0.1', address: 'no mail' }
  expect((await desk.send('POST', '/integration/destinations', settings)).body).toMatchObject({
    detail: expect.stringContaining('mail address'),
  })
})
