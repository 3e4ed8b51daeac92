import { verify } from 'node:crypto'
import { conditionsOf, firmwareStatement, type OwnState, ownConditions, statusWordOf } from '@ferraris/uplink'
import { publicKeyOf } from '@ferraris/work-order'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepImage } from '../../orders/files/images/images.ts'
import { order } from '../../orders/record/order.ts'
import { openNetwork, type TestConcentrator, type TestNetwork } from '../../testing/network.fixture.ts'
import { concentratorsByCondition, listOwnEvents, ownStateOf } from './queries.ts'

let net: TestNetwork
let c1: TestConcentrator
beforeAll(async () => {
  net = await openNetwork()
  c1 = await net.concentrator('C1')
})
afterAll(() => net.close())

const at = Date.parse('2026-11-20T11:59:00Z')
const state: OwnState = {
  at,
  startedAt: at - 60_000,
  word: statusWordOf(new Set(['results-wait', 'searching'])),
  clock: { source: 'ntp', server: 'time.example', stratum: 2, offsetMs: -3.5, delayMs: 8, comparedAt: at },
  firmware: { version: '2.1', previous: '2.0', trialUntil: at + 60_000 },
  calendar: [{ entry: 'search', everySeconds: 7200, lastAt: at - 1000, nextAt: at + 1000 }],
  identity: 'A'.repeat(43),
  events: 2,
}

function taken() {
  return c1.told.flatMap(message => (message.kind === 'own-events-taken' ? [message.upTo] : []))
}
function log(filter: { limit?: number; cursor?: string; code?: string } = {}) {
  return listOwnEvents(net.store.kysely, 'C1', { limit: 50, ...filter })
}

test('a concentrator is told whom to trust when it calls', async () => {
  await c1.until(told => told.some(({ kind }) => kind === 'trust'))
})

test('what it tells of itself is shown as it was told last', async () => {
  expect(await ownStateOf(net.store.kysely, 'C1')).toBeUndefined()
  await c1.say({ kind: 'own-state', state })
  await c1.say({ kind: 'own-state', state: { ...state, word: 0x8000 | state.word } })
  expect(await ownStateOf(net.store.kysely, 'C1')).toMatchObject({
    conditions: ['results-wait', 'searching'],
    clock: { source: 'ntp', server: 'time.example', offsetMs: -3.5, comparedAt: '2026-11-20T11:59:00.000Z' },
    firmware: { version: '2.1', previous: '2.0', sha256: null },
    calendar: [{ entry: 'search', everySeconds: 7200, nextAt: '2026-11-20T11:59:01.000Z' }],
  })
  expect(conditionsOf(state.word).every(name => ownConditions.includes(name))).toBe(true)
})

test('each entry of its log is kept once, and confirmed when it is', async () => {
  const events = [
    { number: 1, at, code: 'started', detail: '2.1' },
    { number: 2, at: at + 5, code: 'clock-set' },
  ]
  await c1.say({ kind: 'own-events', events })
  await c1.say({ kind: 'own-events', events: [...events, { number: 3, at: at + 9, code: 'run-now' }] })
  await c1.until(() => taken().length === 2)
  expect(taken()).toEqual([2, 3])
  const { items, total } = await log()
  expect(items.map(({ number, code }) => [number, code])).toEqual([
    [3, 'run-now'],
    [2, 'clock-set'],
    [1, 'started'],
  ])
  expect(total).toBe(3)
  const first = await log({ limit: 2 })
  expect((await log({ limit: 2, cursor: first.nextCursor! })).items).toMatchObject([
    { number: 1, detail: '2.1' },
  ])
  expect((await log({ code: 'clock-set' })).items).toHaveLength(1)
})

test('one whose store was lost counts from one again, and loses nothing', async () => {
  await c1.say({ kind: 'own-events', events: [{ number: 1, at: at + 99_000, code: 'started' }] })
  expect((await log()).items.map(({ number }) => number)).toEqual([1, 3, 2, 1])
})

test('orders to the concentrator itself go as jobs; firmware of its own bears our signature', async () => {
  const { kysely: db, pool } = net.store
  const executor = { wake: () => expect.unreachable('no session is of use here') }
  const parts = { db, pool, now: () => net.clock.now, network: net.network, executor }
  const octets = Buffer.from('firmware of a concentrator')
  const { image } = await keepImage(db, { octets, version: '2.2', by: 'anna' }, net.clock.now)
  const request = { concentrator: 'C1', priority: 'on-demand' } as const
  await order(parts, { ...request, kind: 'run-now', parameters: { entry: 'search' } }, 'anna')
  await order(
    parts,
    { ...request, kind: 'concentrator-firmware', parameters: { image: image.sha256 } },
    'anna',
  )
  const jobs = () => c1.told.flatMap(message => (message.kind === 'jobs' ? message.jobs : []))
  await c1.until(() => jobs().length === 2)
  const [run, firmware] = jobs().map(({ task }) => task)
  expect(run).toEqual({ kind: 'run-now', entry: 'search' })
  if (firmware?.kind !== 'concentrator-firmware') throw new Error('no firmware')
  const trust = c1.told.find(message => message.kind === 'trust')!
  const key = publicKeyOf('Ed25519', trust.kind === 'trust' ? trust.key : '')
  const signature = Buffer.from(firmware.signature, 'base64url')
  expect(verify(null, Buffer.from(firmwareStatement(firmware)), key, signature)).toBe(true)
  expect(firmware).toMatchObject({ version: '2.2', sha256: image.sha256 })
  const wrong = { ...request, kind: 'run-now', parameters: { entry: 'dance' } }
  await expect(order(parts, wrong, 'anna')).rejects.toMatchObject({ code: 'invalid-request' })
})

test('conditions are counted for those that watch', async () => {
  expect(await concentratorsByCondition(net.store.kysely)).toEqual(
    new Map([
      ['results-wait', 1],
      ['searching', 1],
    ]),
  )
})
