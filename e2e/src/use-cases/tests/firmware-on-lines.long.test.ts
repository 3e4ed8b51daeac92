import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ActivityShown, type Control, linesOf, over, shown } from '../../power-line/ordered.ts'
import { hour, SimulatedWorld } from '../../power-line/simulated-world.ts'
import { Vendor } from '../vendor.ts'

type Timed = Control & { readonly sent: string; readonly confirmed: string }

/** Octets that a concentrator is given in one message. */
const partLength = 32_768

/** Firmware of a signed file comes to the meters of a concentrator by activities; concentrator, line and meters are real. */
describe('firmware of meters behind a concentrator', () => {
  let world: SimulatedWorld
  let vendor: Vendor
  let model: string
  let serials: readonly string[]
  /** The image that all of them have first. */
  let first: string

  beforeAll(async () => {
    const start = Date.parse('2026-11-20T08:00:00Z')
    world = await SimulatedWorld.begin({ meters: 7, direct: 0, substations: 1, allInReach: true, start })
    await world.advance(hour)
    serials = world.plan.substations.flatMap(({ homes }) => homes.map(({ serial }) => serial))
    // The first session tells which model a meter is.
    for (const serial of serials) await shown(world, serial, '0.0.42.0.0')
    model = (await world.get<{ model: string }>(`/end-devices/${serials[0]}`)).model
    vendor = await Vendor.enter(world)
  })
  afterAll(() => world.close())

  function image(version: string, size: number): Promise<string> {
    const octets = Uint8Array.from({ length: size }, (_, i) => (i * i * (i + version.length)) >> 5)
    return vendor.available(`${version}.bin`, octets, { kind: 'firmware', version, models: model })
  }
  async function begin(parameters: object, more: object = {}): Promise<string> {
    const request = { name: 'Firmware', kind: 'firmware', parameters, targets: { concentrators: ['C1'] } }
    return (await world.post<{ id: string }>('/activities', { ...request, ...more })).id
  }
  /** How often the concentrator has asked for a part of an image. */
  async function requests(): Promise<number> {
    const [, count = '0'] =
      (await world.metrics()).match(/ferraris_concentrator_messages_total\{kind="image-request"\} (\d+)/) ??
      []
    return Number(count)
  }
  /** Lets time pass at a pace that messages keep up with: what is not answered in time is asked for again. */
  async function passes(holds: () => Promise<boolean>): Promise<void> {
    for (let second = 0; second < 3600 && !(await holds()); second++) {
      await world.advance(1000)
      await delay(50)
    }
    expect(await holds()).toBe(true)
  }
  function progress(id: string): Promise<ActivityShown> {
    return world.get(`/activities/${id}`)
  }
  /** Lets an activity come to its end, which must be a good one. */
  async function isOver(id: string): Promise<void> {
    await world.advanceUntil(async () => (await progress(id)).state === 'done', 12 * hour)
    expect(await progress(id)).toMatchObject({
      state: 'done',
      counts: { total: serials.length, succeeded: serials.length, failed: 0 },
    })
  }
  function ended({ confirmed }: Timed): number {
    return Date.parse(confirmed)
  }
  async function versions(): Promise<Set<string>> {
    const found = new Set<string>()
    for (const serial of serials) found.add(await shown(world, serial, '1.0.0.2.0'))
    return found
  }
  function register(serial: string): Promise<number> {
    return shown(world, serial, '1.0.1.8.0').then(text => Number(text.split(' ').at(-1)))
  }

  test('uc UC10-3 an activity brings its file to a concentrator whose way up is cut on the way, and each order is a job of its own', async () => {
    const before = await requests()
    first = await image('FER-2.0', 2 * partLength - 1)
    const id = await begin({ image: first })
    await passes(async () => (await requests()) > before)
    world.lines.setFault({ kind: 'cut-wan', target: 'C1' })
    await world.advance(hour)
    const during = await world.get<{ counts: { succeeded: number } }>(`/activities/${id}`)
    expect(during.counts.succeeded).toBe(0)
    world.lines.clearFaults('cut-wan')
    await isOver(id)
    for (const line of await linesOf(world, id)) {
      const { reports } = await world.get<{ reports: { state: string }[] }>(`/end-device-controls/${line.id}`)
      expect(reports.map(({ state }) => state)).toContain('accepted')
    }
    expect(await versions()).toEqual(new Set([expect.stringContaining('FER-2.0')]))
  })

  test('uc 2.b.3-1 behind a concentrator one meter has it first, then all, and readings go on meanwhile', async () => {
    const id = await begin(
      { image: await image('FER-2.1', 20_000) },
      { stages: [0.01], stopRule: { share: 0.02 } },
    )
    await passes(async () => (await progress(id)).counts.waiting === 0)
    const reading = await world.post<{ id: string }>('/end-device-controls', {
      endDevice: serials[0],
      kind: 'read-registers',
    })
    expect((await over(world, reading.id)).state).toBe('done')
    expect((await progress(id)).state).toBe('running')
    await isOver(id)
    const lines = (await linesOf(world, id)) as readonly Timed[]
    const [canary, ...others] = lines.toSorted((one, two) => ended(one) - ended(two))
    // All others were sent when the first had its end.
    for (const { sent } of others) expect(Date.parse(sent)).toBeGreaterThanOrEqual(ended(canary!))
    expect(await versions()).toEqual(new Set([expect.stringContaining('FER-2.1')]))
  })

  test('uc 2.b.3-2 behind a concentrator the version before comes back to all of them, and what they have counted stays', async () => {
    const counted = await register(serials[0]!)
    const id = await begin({ image: first })
    await isOver(id)
    expect(await versions()).toEqual(new Set([expect.stringContaining('FER-2.0')]))
    expect(await register(serials[0]!)).toBeGreaterThanOrEqual(counted)
  })
})
