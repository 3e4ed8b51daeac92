import type { Role } from '@ferraris/service'
import { expect } from 'vitest'
import { startMeters, type TestMeter } from '../../testing/meter-fleet.fixture.ts'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import type { EndDeviceControl } from '../record/schemas.ts'
import type { ActivityDetail } from './schemas.ts'

/** Orders of an activity that are under way at a time: meters and head-end share a processor, and would wait for each other. */
const overall = 100

/** Meters with connections of their own in the inventory of a head-end whose executor works; its clock goes on with the test. */
export class Fleet {
  readonly app: TestApp
  readonly meters: readonly TestMeter[]
  readonly #tokens: ReadonlyMap<string, string>

  private constructor(app: TestApp, meters: readonly TestMeter[], tokens: ReadonlyMap<string, string>) {
    this.app = app
    this.meters = meters
    this.#tokens = tokens
  }

  static async open(count: number, setup?: Parameters<typeof startMeters>[3]): Promise<Fleet> {
    const app = await openTestApp()
    const people: Record<string, Role> = {
      acme: 'vendor',
      ann: 'operator',
      bob: 'operator',
      root: 'administrator',
    }
    const tokens = new Map<string, string>()
    for (const [name, role] of Object.entries(people))
      tokens.set(name, (await app.parts.people.tokens.issue(name, role))!)
    const meters = await startMeters(count, { now: app.parts.now }, [2026, 11, 19], setup)
    await app.parts.enrol(meters.map(({ enrolment }) => enrolment))
    app.parts.executor.start()
    return new Fleet(app, meters, tokens)
  }

  async close(): Promise<void> {
    await this.app.parts.executor.stop(0)
    await Promise.all(this.meters.map(({ listener }) => listener.close()))
    await this.app.close()
  }

  get serials(): readonly string[] {
    return this.meters.map(({ enrolment }) => enrolment.serial)
  }

  /** Seconds since 1970. */
  get now(): number {
    return this.app.parts.now() / 1000
  }

  async ask<T>(by: string, method: 'GET' | 'POST', path: string, body?: object | Buffer): Promise<T> {
    const reply = await this.app.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        authorization: `Bearer ${this.#tokens.get(by)}`,
        ...(Buffer.isBuffer(body) && { 'content-type': 'application/octet-stream' }),
      },
      ...(body && { payload: body }),
    })
    expect(reply.statusCode, reply.body).toBeLessThan(300)
    return reply.json()
  }

  /** Makes an activity over all meters. */
  async begin(
    id: string,
    request: { readonly kind: string; readonly [more: string]: unknown },
  ): Promise<void> {
    const targets = { endDevices: this.serials }
    await this.ask('ann', 'POST', '/activities', { id, name: id, targets, pace: { overall }, ...request })
  }

  /** Lets time pass until an activity is done, or as `holds` wants it. */
  async until(
    id: string,
    holds: (activity: ActivityDetail) => boolean = ({ state }) => state === 'done',
  ): Promise<ActivityDetail> {
    for (;;) {
      this.app.clock.now += 1000
      for (const { meter } of this.meters) meter.wake()
      await this.app.parts.activities.look()
      const found = await this.ask<ActivityDetail>('ann', 'GET', `/activities/${id}`)
      if (holds(found)) return found
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }

  /** Does something at all meters; each must have done it. */
  async everywhere(id: string, kind: string, parameters: object = {}): Promise<EndDeviceControl[]> {
    await this.begin(id, { kind, parameters })
    const { counts } = await this.until(id)
    expect(counts).toMatchObject({ total: this.meters.length, succeeded: this.meters.length })
    return await this.lines(id)
  }

  /** The orders of an activity. */
  async lines(activity: string): Promise<EndDeviceControl[]> {
    const lines: EndDeviceControl[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const more = cursor === '' ? '' : `&cursor=${cursor}`
      const page: { items: EndDeviceControl[]; nextCursor: string | null } = await this.ask(
        'ann',
        'GET',
        `/end-device-controls?activity=${activity}&limit=100${more}`,
      )
      lines.push(...page.items)
      cursor = page.nextCursor
    }
    return lines
  }
}
