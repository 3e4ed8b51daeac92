import {
  newKeyPair,
  openSigned,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  type Ticket,
  ticketKind,
} from '@ferraris/work-order'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepOwnState } from '../../network/own-state/queries.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { recalledTickets } from './recall.ts'
import type { KnownTicket } from './schemas.ts'

let fixture: TestApp
let tokens: Record<string, string>
beforeAll(async () => {
  fixture = await openTestApp()
  const { tokens: issuer } = fixture.parts.people
  tokens = {
    operator: (await issuer.issue('operator', 'operator'))!,
    administrator: (await issuer.issue('administrator', 'administrator'))!,
  }
  for (const id of ['C1', 'C2']) await ask('POST', '/concentrators', { id, substation: 'North' })
  const { pool } = fixture.parts
  const { now } = fixture.parts
  await keepOwnState(
    pool,
    'C1',
    {
      at: now(),
      startedAt: now(),
      word: 0,
      clock: { source: 'given' },
      firmware: { version: '1' },
      calendar: [],
      identity: publicHalf(concentrator),
      events: 0,
    },
    now(),
  )
  await ask('POST', '/field-devices', { name: 'tablet-7', ...device }, 'operator')
})
afterAll(() => fixture.close())

const concentrator = privateKeyOf(newKeyPair('ed25519'))
const device = {
  sealing: publicHalf(privateKeyOf(newKeyPair('x25519'))),
  signing: publicHalf(privateKeyOf(newKeyPair('ed25519'))),
}

function ask(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object, as = 'administrator') {
  return fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${tokens[as]}` },
    ...(payload && { payload }),
  })
}
function in_(hours: number): string {
  return new Date(fixture.parts.now() + hours * 3_600_000).toISOString()
}

test('a ticket is for an approved field device alone', async () => {
  const request = { fieldDevice: 'tablet-7', notAfter: in_(8) }
  const answer = await ask('POST', '/concentrators/C1/tickets', request)
  expect([answer.statusCode, answer.json().type]).toEqual([
    409,
    'urn:ferraris:problem:field-device-not-approved',
  ])
  await ask('POST', '/field-devices/tablet-7/approve')
})

test('it bears the signature of the head-end, and says who, where, what and until when', async () => {
  const request = { fieldDevice: 'tablet-7', right: 'change', notAfter: in_(8) }
  const answer = await ask('POST', '/concentrators/C1/tickets', request)
  expect(answer.statusCode).toBe(201)
  const { document, ...told } = answer.json()
  const { key } = (await ask('GET', '/work-orders/key')).json()
  const ticket = openSigned(ticketKind, document, publicKeyOf('Ed25519', key)) as Ticket
  expect(ticket).toMatchObject({
    concentrator: { name: 'C1', identity: publicHalf(concentrator) },
    fieldDevice: { name: 'tablet-7', ...device },
    right: 'change',
    notAfter: request.notAfter,
  })
  const { items } = (await ask('GET', '/concentrators/C1/tickets', undefined, 'operator')).json()
  expect(items).toEqual([told])
})

test.each([
  ['no administrator', { fieldDevice: 'tablet-7', notAfter: 8 }, 'C1', 'operator', 403],
  ['a time that has passed', { fieldDevice: 'tablet-7', notAfter: -1 }, 'C1', 'administrator', 400],
  ['more than a week', { fieldDevice: 'tablet-7', notAfter: 169 }, 'C1', 'administrator', 400],
  [
    'a right that is none',
    { fieldDevice: 'tablet-7', notAfter: 8, right: 'own' },
    'C1',
    'administrator',
    400,
  ],
  ['a concentrator that never called', { fieldDevice: 'tablet-7', notAfter: 8 }, 'C2', 'administrator', 404],
  ['a concentrator that is none', { fieldDevice: 'tablet-7', notAfter: 8 }, 'C9', 'administrator', 404],
])('%s gets none', async (_, { notAfter, ...rest }, id, as, status) => {
  const answer = await ask('POST', `/concentrators/${id}/tickets`, { ...rest, notAfter: in_(notAfter) }, as)
  expect(answer.statusCode).toBe(status)
})

test('a recalled ticket says by whom and when; again is the same, and one that is over cannot be recalled', async () => {
  const request = { fieldDevice: 'tablet-7', notAfter: in_(8) }
  const { id } = (await ask('POST', '/concentrators/C1/tickets', request)).json()
  const path = `/concentrators/C1/tickets/${id}`
  expect((await ask('DELETE', path, undefined, 'operator')).statusCode).toBe(403)
  expect((await ask('DELETE', `/concentrators/C2/tickets/${id}`)).statusCode).toBe(404)
  expect((await ask('DELETE', path)).statusCode).toBe(204)
  expect((await ask('DELETE', path)).statusCode).toBe(204)
  const listed = async () => (await ask('GET', '/concentrators/C1/tickets')).json().items as KnownTicket[]
  expect((await listed()).find(ticket => ticket.id === id)).toMatchObject({
    recalledAt: new Date(fixture.parts.now()).toISOString(),
    recalledBy: 'administrator',
  })
  const { db } = fixture.parts
  expect(await recalledTickets(db, 'C1', fixture.parts.now())).toEqual([id])
  // When its time is over a concentrator refuses it anyway.
  expect(await recalledTickets(db, 'C1', fixture.parts.now() + 9 * 3_600_000)).toEqual([])
})

test('a field device that is removed takes its tickets along', async () => {
  await ask('DELETE', '/field-devices/tablet-7')
  const { items } = (await ask('GET', '/concentrators/C1/tickets')).json()
  expect(items.filter(({ recalledAt }: KnownTicket) => recalledAt === null)).toEqual([])
})
