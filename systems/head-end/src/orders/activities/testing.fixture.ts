import type { Job } from '@ferraris/uplink'
import { expect } from 'vitest'
import { acaOf, lineKeys, neighbour, serialOf } from '../../testing/network.fixture.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { takeUnconfirmedJobs } from '../by-job/jobs.ts'
import { storeReports } from '../by-job/reports.ts'
import type { ActivityDetail } from './schemas.ts'

/** A head-end with meters in its inventory; concentrators are played by the test, message by message. */
export interface ActivityFixture extends TestApp {
  ask<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<{ readonly status: number; readonly body: T }>
  /** A concentrator that is online and serves meters of these numbers. */
  concentrator(id: string, numbers: readonly number[]): Promise<void>
  /** A concentrator of this fixture serves further meters, which are enrolled. */
  serves(id: string, ...numbers: readonly number[]): Promise<void>
  /** Concentrators of their own for a test, with so many meters. */
  lines(...sizes: readonly number[]): Promise<string[]>
  /** Two of them with six and three meters, and what names all nine. */
  sixAndThree(): Promise<{ six: string; three: string; targets: { concentrators: string[] } }>
  /** Creates an activity that reads registers, unless the request says otherwise. */
  create(request: object): Promise<ActivityDetail>
  show(id: string): Promise<ActivityDetail>
  /** What the lines of an activity that are not over wait for, each reason once. */
  linesWaitFor(id: string): Promise<unknown[]>
  /** Subjects and details of the audit's entries of an action. */
  audited(action: string): Promise<[string | null, unknown][]>
  /** Enrols meters with connections of their own, as they were read last. */
  direct(serials: readonly string[], as?: { state?: 'reachable' | 'silent'; cell?: string }): Promise<void>
  /** The jobs that a concentrator is given. */
  jobs(concentrator: string): Promise<Job[]>
  /** A concentrator reports these jobs. */
  report(concentrator: string, jobs: readonly Job[], state: 'done' | 'failed'): Promise<void>
  /** The jobs that a concentrator is given, which it ends so. */
  finish(concentrator: string, state: 'done' | 'failed', count?: number): Promise<readonly string[]>
  /** Lets time pass, and lets the runner look. */
  pass(seconds: number): Promise<void>
}

export async function openActivities(): Promise<ActivityFixture> {
  const app = await openTestApp()
  const { parts, clock } = app
  const authorization = `Bearer ${await parts.people.tokens.issue('operator of tests', 'operator')}`
  const { db, pool } = parts
  let meters = 1000
  let concentrators = 0
  const served = new Map<string, readonly number[]>()

  const fixture: ActivityFixture = {
    ...app,
    async ask(method, path, body) {
      const reply = await app.app.inject({
        method,
        url: `/api/v1${path}`,
        headers: { authorization },
        ...(body !== undefined && { payload: body }),
      })
      const isJson = reply.headers['content-type']?.includes('json') ?? false
      return { status: reply.statusCode, body: isJson ? reply.json() : (reply.body as never) }
    },
    async concentrator(id, numbers) {
      await db
        .insertInto('concentrator')
        .values({
          id,
          substation: 'North',
          credential_digest: Buffer.alloc(32),
          automatic: true,
          state_since: new Date(clock.now),
          enrolled_at: new Date(clock.now),
        } as never)
        .execute()
      await parts.enrol(
        numbers.map(n => ({
          serial: serialOf(n),
          uri: `smitp+g2:///${acaOf(n)}?client=2&server=1&auth=gmac`,
          keys: [],
          lineKeys,
        })),
      )
      await parts.network.take(id, { kind: 'hello', version: '1', substation: 'North' } as never)
      await fixture.serves(id, ...numbers)
      await pool.query(`update collection set state = 'reachable' where end_device_id in (
        select end_device_id from line_meter where concentrator = '${id}')`)
    },
    async serves(id, ...further) {
      const numbers = [...(served.get(id) ?? []), ...further]
      served.set(id, numbers)
      const neighbours = numbers.map(n => neighbour(n, clock.now, { state: 'adopted' }))
      await parts.network.take(id, { kind: 'inventory', at: clock.now, neighbours } as never)
    },
    async lines(...sizes) {
      const ids: string[] = []
      for (const size of sizes) {
        const id = `L${++concentrators}`
        await fixture.concentrator(
          id,
          Array.from({ length: size }, () => ++meters),
        )
        ids.push(id)
      }
      return ids
    },
    async sixAndThree() {
      const [six = '', three = ''] = await fixture.lines(6, 3)
      return { six, three, targets: { concentrators: [six, three] } }
    },
    async create(request) {
      const { status, body } = await fixture.ask<ActivityDetail>('POST', '/activities', {
        name: 'Registers',
        kind: 'read-registers',
        retries: 0,
        ...request,
      })
      expect({ status, body }).toMatchObject({ status: 201 })
      return body
    },
    show: async id => (await fixture.ask<ActivityDetail>('GET', `/activities/${id}`)).body,
    async linesWaitFor(id) {
      type Lines = { readonly items: readonly { readonly waitsFor: string | null }[] }
      const { items } = (await fixture.ask<Lines>('GET', `/end-device-controls?activity=${id}`)).body
      return [...new Set(items.flatMap(({ waitsFor }) => waitsFor ?? []))].toSorted()
    },
    async audited(action) {
      const { items } = await parts.audit.list({ action, limit: 50 })
      return items.map(({ subject, detail }) => [subject, detail === null ? null : JSON.parse(detail)])
    },
    async direct(serials, { state = 'reachable', cell } = {}) {
      await parts.enrol(
        serials.map(serial => ({ serial, uri: `dlms+tcp://127.0.0.1:9?device=${serial}`, keys: [], cell })),
      )
      await pool.query(
        'update collection set state = $2 where end_device_id in (select id from end_device where serial = any($1))',
        [serials, state],
      )
    },
    async jobs(concentrator) {
      const taken = await takeUnconfirmedJobs(db, [concentrator], clock.now, true)
      return taken.get(concentrator) ?? []
    },
    async report(concentrator, jobs, state) {
      const reports = jobs.map(({ id }) => ({ id, state, at: clock.now, attempts: 1 }))
      await storeReports(pool, concentrator, reports, clock.now)
    },
    async finish(concentrator, state, count = Number.POSITIVE_INFINITY) {
      const jobs = (await fixture.jobs(concentrator)).slice(0, count)
      await fixture.report(concentrator, jobs, state)
      return jobs.map(({ id }) => id)
    },
    async pass(seconds) {
      clock.now += seconds * 1000
      await parts.activities.look()
    },
  }
  return fixture
}
