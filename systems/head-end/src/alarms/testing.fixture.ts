import { type EventName, eventProfiles, idisCodes, logOf, secondsOf } from '@ferraris/metering'
import { transaction } from '@ferraris/service'
import { enrolSome } from '../testing/readings.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import { raiseAlarms } from './raising/raise.ts'
import { sweep } from './sweep/sweep.ts'

/** By its log, or of its own accord. */
type How = 'log' | 'push'

/** A desk over a real store, with meters that hang in a grid. */
export interface TestDesk {
  readonly app: TestApp
  readonly ids: readonly number[]
  readonly serials: readonly string[]
  /** Events of the meters with these numbers, as they are stored; `at` by the meter's clock, default now. */
  report(numbers: readonly number[], event: EventName, at?: number, how?: How): Promise<void>
  /** Lets so many seconds pass, then does a round of the sweep. */
  pass(seconds: number): Promise<void>
  get<T = unknown>(path: string): Promise<T>
  send(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<{ status: number; body: unknown }>
  close(): Promise<void>
}

/** @param place of the n-th meter, from 0 */
export async function openDesk(
  meters: number,
  place?: (n: number) => { substation: string; feeder?: string; phase?: 'L1' | 'L2' | 'L3' },
  options: Parameters<typeof openTestApp>[0] = {},
): Promise<TestDesk> {
  const app = await openTestApp(options)
  const { parts, clock } = app
  const token = await parts.people.tokens.issue('anna', 'administrator')
  const headers = { authorization: `Bearer ${token}` }
  const enrolled: { serial: string; id: number }[] = []
  for (let from = 0; from < meters; from += 1000) {
    const prefix = `M${String(from / 1000).padStart(4, '0')}`
    enrolled.push(...(await enrolSome(parts.pool, Math.min(1000, meters - from), { now: clock.now, prefix })))
  }
  const desk: TestDesk = {
    app,
    ids: enrolled.map(({ id }) => id),
    serials: enrolled.map(({ serial }) => serial),
    async report(numbers, event, at = clock.now, how = 'push') {
      const code = idisCodes[event as keyof typeof idisCodes]
      const log = logOf(eventProfiles.idis, code)!
      const fresh = numbers.map(n => ({
        endDeviceId: desk.ids[n]!,
        time: new Date(secondsOf(at) * 1000),
        log,
        code,
        learnt: how === 'log' ? 1 : 2,
      }))
      await transaction(parts.pool, client => raiseAlarms(client, fresh, clock.now))
    },
    async pass(seconds) {
      clock.now += seconds * 1000
      await sweep(parts)
    },
    async get(path) {
      const reply = await app.app.inject({ url: `/api/v1${path}`, headers })
      if (reply.statusCode !== 200) throw new Error(`${reply.statusCode} ${reply.body}`)
      return reply.json()
    },
    async send(method, path, body) {
      const reply = await app.app.inject({
        method,
        url: `/api/v1${path}`,
        headers,
        ...(body && { payload: body }),
      })
      return { status: reply.statusCode, body: reply.body === '' ? null : reply.json() }
    },
    close: () => app.close(),
  }
  if (place !== undefined) {
    const items = desk.serials.map((endDevice, n) => ({ endDevice, ...place(n) }))
    for (let from = 0; from < items.length; from += 10_000)
      await desk.send('PUT', '/supply-points', { items: items.slice(from, from + 10_000) })
  }
  return desk
}

/** Numbers from … to, the last one left out. */
export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}
