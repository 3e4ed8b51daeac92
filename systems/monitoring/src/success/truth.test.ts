import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { counterNames } from '@ferraris/chain2'
import { addDays } from '@ferraris/cosem'
import { createLog } from '@ferraris/service'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countsOf, type DayCounters, matchDays, successOf } from '../counting/index.ts'
import { SentCounters } from '../sent/sent-counters.ts'
import {
  admit,
  deviceOf,
  messageOf,
  openPlatform,
  type Platform,
  prepareCampaign,
  sentOf,
} from '../testing/platform.fixture.ts'
import { readMessage } from '../uploads/message.ts'
import type { SuccessRow } from './schemas.ts'

const devices = Array.from({ length: 12 }, (_, at) => at + 1)
const days = Array.from({ length: 60 }, (_, at) => addDays('2018-02-10', at))

/** The same numbers in each run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

interface Truth {
  readonly sent: DayCounters[]
  readonly received: DayCounters[]
}

/** Each message is lost or not; on some days a side loses power, and some days are never told. */
function simulate(seed: number): Truth {
  const random = randomFrom(seed)
  const of = (day: string, counts: readonly number[]): DayCounters => ({
    day,
    counts: countsOf(kind => counts[counterNames.indexOf(kind)] ?? null),
    powerLoss: random() < 0.05,
  })
  const sent: DayCounters[] = []
  const received: DayCounters[] = []
  for (const day of days) {
    const out = [Math.floor(random() * 400), Math.floor(random() * 4), 96]
    const into = out.map(count => Array.from({ length: count }, random).filter(drawn => drawn > 0.02).length)
    if (random() > 0.03) sent.push(of(day, out))
    if (random() > 0.03) received.push(of(day, into))
  }
  return { sent, received }
}

const truths = new Map(devices.map(number => [number, simulate(number)]))
let platform: Platform

beforeAll(async () => {
  platform = await openPlatform()
  await prepareCampaign(platform)
  await admit(platform, ...devices)
  platform.clock.now = Date.parse('2018-05-01T11:00:00Z')
  const told = ({ day, counts, powerLoss }: DayCounters) => ({
    day,
    instPower: counts.instPower ?? 0,
    alerts: counts.alerts ?? 0,
    loadCurve: counts.loadCurve ?? 0,
    powerLoss,
  })
  await Promise.all(
    devices.map(number => {
      const message = readMessage(
        Buffer.from(JSON.stringify(messageOf(number, (truths.get(number)?.received ?? []).map(told)))),
      )
      if (typeof message === 'string') throw new Error(message)
      return platform.parts.uploads.take({ source: 'mqtt', participant: 'acme', place: '', ...message })
    }),
  )
  const items = devices.flatMap(number => sentOf(number, (truths.get(number)?.sent ?? []).map(told)))
  await readSent(items)
})
afterAll(() => platform.close())

/** From a head-end that gives them a hundred a page; ten changed at each minute. */
async function readSent(items: readonly object[]): Promise<void> {
  const changed = items.map((item, i) => ({
    ...item,
    changedAt: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(i / 10))).toISOString(),
  }))
  const last = changed.at(-1)?.changedAt
  const asked: string[] = []
  const headEnd = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://head-end')
    asked.push(searchParams.toString())
    const since = changed.findIndex(({ changedAt }) => changedAt >= (searchParams.get('changedSince') ?? ''))
    const from = Number(searchParams.get('cursor') ?? since)
    const part = changed.slice(from, from + 100)
    const end = from + part.length
    if (request.headers.authorization !== 'Bearer secret') response.statusCode = 401
    response.setHeader('content-type', 'application/json')
    response.end(
      JSON.stringify({
        items: part,
        total: items.length,
        nextCursor: end < items.length ? String(end) : null,
      }),
    )
  })
  await new Promise<void>(resolve => headEnd.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(headEnd.address() as AddressInfo).port}`
  const { pool, now } = platform.parts
  const log = createLog({ level: 'silent' })
  try {
    const stranger = await new SentCounters(pool, now, { url, token: 'none' }, log).read()
    expect(stranger).toEqual({ days: 0, failure: 'the head-end answers with the status 401' })
    const counters = new SentCounters(pool, now, { url, token: 'secret' }, log)
    expect(await counters.read()).toEqual({ days: items.length, failure: null })
    // What came is not asked for again, but for the last hour: what is committed late has an earlier stamp.
    const since = new Date(Date.parse(String(last)) - 3_600_000).toISOString()
    const again = changed.filter(({ changedAt }) => changedAt >= since).length
    expect(again).toBeLessThan(items.length)
    expect(await counters.read()).toEqual({ days: again, failure: null })
    const [first] = changed
    if (first === undefined) throw new Error('nothing was sent')
    changed.splice(-30, 0, { ...first, changedAt: changed.at(-30)?.changedAt ?? '' })
    expect(await counters.read()).toEqual({ days: again + 1, failure: null })
    expect(asked.findLast(query => !query.includes('cursor'))).toBe(
      new URLSearchParams({ limit: '500', changedSince: since }).toString(),
    )
  } finally {
    headEnd.close()
  }
}

async function success(query: string): Promise<readonly SuccessRow[]> {
  const { body } = await platform.ask<{ items: SuccessRow[] }>('operator', 'GET', `/success?${query}`)
  return body.items
}

function matched(of: readonly number[]) {
  return of.flatMap(number => {
    const { sent, received } = truths.get(number) as Truth
    return matchDays(sent, received)
  })
}

test('uc K-26 what the platform says of each kind is the truth, void days out', async () => {
  const truth = successOf(matched(devices))
  for (const { kind, sent, received } of await success('by=kind'))
    expect({ kind, sent, received }).toEqual({ kind, ...truth[kind] })
  const { body } = await platform.ask<{ days: number; voidDays: { days: number }[] }>(
    'operator',
    'GET',
    '/overview',
  )
  expect(body.days).toBe(matched(devices).filter(its => its.void === null).length)
  expect(body.voidDays.reduce((sum, its) => sum + its.days, 0)).toBe(
    matched(devices).filter(its => its.void !== null).length,
  )
})

test('uc K-26 and of each device, day and province', async () => {
  const byDevice = (await success('by=device')).filter(({ kind }) => kind === 'loadCurve')
  expect(byDevice.map(({ key, sent, received }) => [key, { sent, received }])).toEqual(
    devices.map(number => [deviceOf(number).id, successOf(matched([number])).loadCurve]),
  )
  const byDay = (await success('by=day')).filter(({ kind }) => kind === 'all')
  expect(byDay.map(({ key, sent, received }) => [key, { sent, received }])).toEqual(
    days.map(day => [day, successOf(matched(devices).filter(its => its.day === day)).all]),
  )
  const byProvince = (await success('by=province')).filter(({ kind }) => kind === 'all')
  expect(byProvince.map(({ key, sent, received }) => [key, { sent, received }])).toEqual([
    ['MO', successOf(matched(devices.filter(its => its % 3 !== 0))).all],
    ['PI', successOf(matched(devices.filter(its => its % 3 === 0))).all],
  ])
})

test('by hour where both sides count hours', async () => {
  const hours = (load: number) => Array.from({ length: 120 }, (_, at) => (at === 48 + 19 ? load : 0))
  const day = { day: '2018-04-20', instPower: 0, alerts: 0 }
  const items = sentOf(1, [{ ...day, loadCurve: 4, byHour: hours(4) }])
  expect((await platform.ask('operator', 'POST', '/sent-counters', { items })).body).toEqual({ days: 1 })
  const message = readMessage(
    Buffer.from(JSON.stringify(messageOf(1, [{ ...day, loadCurve: 3, byHour: hours(3) }]))),
  )
  if (typeof message === 'string') throw new Error(message)
  await platform.parts.uploads.take({ source: 'mqtt', participant: 'acme', place: '', ...message })
  const row = (await success('by=hour')).find(({ key, kind }) => key === '19' && kind === 'loadCurve')
  expect(row).toMatchObject({ sent: 4, received: 3, rate: 0.75 })
})

test('devices come a page at a time, the worst first', async () => {
  const page = async (cursor: string | null) =>
    (
      await platform.ask<{ items: { id: string; rate: number }[]; nextCursor: string | null; total: number }>(
        'operator',
        'GET',
        `/devices?order=rate&limit=5${cursor === null ? '' : `&cursor=${cursor}`}`,
      )
    ).body
  const seen: number[] = []
  let next: string | null = null
  do {
    const { items, nextCursor, total } = await page(next)
    expect(total).toBe(devices.length)
    seen.push(...items.map(({ rate }) => rate))
    next = nextCursor
  } while (next !== null)
  expect(seen).toHaveLength(devices.length)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
})
