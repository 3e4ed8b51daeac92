import type { NounValue } from '@ferraris/cim'
import { identify } from '@ferraris/cim'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Partner } from '../../integration/partner.ts'
import { type ActivityShown, activityOver, linesOf, ordered, over, shown } from '../../power-line/ordered.ts'
import { hour, minute, SimulatedWorld } from '../../power-line/simulated-world.ts'

type Control = NonNullable<NounValue<'EndDeviceControls'>['EndDeviceControl']>[number]

/** Code of the log: the supply was disconnected by a remote order. */
const remoteDisconnection = 62

interface Progress extends ActivityShown {
  readonly byConcentrator: readonly { concentrator: string | null; counts: ActivityShown['counts'] }[]
}

/** Activities over whole concentrators and direct meters; concentrators, lines and meters are real. */
describe('activities over concentrators', () => {
  let world: SimulatedWorld
  let mdm: Partner
  let direct: readonly string[]
  /** Serial numbers of the homes of each concentrator. */
  let homes: Readonly<Record<string, readonly string[]>>

  beforeAll(async () => {
    const start = Date.parse('2026-11-20T08:00:00Z')
    const shape = { meters: 14, direct: 2, substations: 2, allInReach: true, start }
    world = await SimulatedWorld.begin(shape)
    mdm = await Partner.start(xml => world.message(xml))
    const destination = { name: 'mdm', kind: 'http', url: mdm.url, nouns: ['EndDeviceControls'] }
    await world.post('/integration/destinations', destination)
    await world.advance(hour)
    direct = world.district.meters.flatMap(({ serial, uri }) => (uri.startsWith('dlms') ? [serial] : []))
    homes = Object.fromEntries(
      world.plan.substations.map(({ homes: its }, n) => [`C${n + 1}`, its.map(({ serial }) => serial)]),
    )
  })
  afterEach(() => {
    for (const { kind } of world.faults.describe().faults) world.faults.clear(kind)
  })
  afterAll(async () => {
    mdm.close()
    await world.close()
  })

  async function begin(request: object): Promise<string> {
    return (await world.post<{ id: string }>('/activities', { name: 'On lines', ...request })).id
  }
  function progress(id: string): Promise<Progress> {
    return world.get(`/activities/${id}`)
  }
  /** When a meter was disconnected remotely, as its own log says. */
  async function disconnections(serial: string): Promise<number[]> {
    const day = (time: number) => new Date(time).toISOString().slice(0, 10)
    await ordered(world, serial, 'read-events', { from: '2026-11-20', to: day(world.clock.time) })
    const { items } = await world.get<{ items: { code: number; time: string }[] }>(
      `/end-device-events?endDevice=${serial}&limit=500`,
    )
    return items.flatMap(({ code, time }) => (code === remoteDisconnection ? [Date.parse(time)] : []))
  }
  /** Meters whose result came to the other system under this kind of order, one for each message. */
  function told(type: string): string[] {
    return mdm
      .events('EndDeviceControls')
      .flatMap(({ Payload: payload }) => payload?.EndDeviceControls?.EndDeviceControl ?? [])
      .filter(({ EndDeviceControlType: its }) => its === type)
      .flatMap(({ EndDevices: devices = [] }: Control) => devices.map(identify))
      .flatMap(name => name ?? [])
      .toSorted()
  }

  test('uc BY-5 no concentrator has more orders under way than it may, over concentrators and direct meters', async () => {
    const id = await begin({
      kind: 'limit',
      parameters: { watts: 4000 },
      pace: { perConcentrator: 2 },
      targets: { concentrators: ['C1', 'C2'], endDevices: direct },
    })
    let most = 0
    const done = await activityOver(world, id, activity => {
      const { byConcentrator } = activity as Progress
      for (const { concentrator, counts } of byConcentrator)
        if (concentrator !== null) most = Math.max(most, counts.open)
      return activity.state === 'done'
    })
    expect(done.counts).toMatchObject({ total: 14, succeeded: 14 })
    expect(most).toBe(2)
    expect(new Set((await linesOf(world, id)).map(({ way }) => way))).toEqual(new Set(['job', 'session']))
    for (const serial of [direct[0]!, homes.C1![0]!, homes.C2!.at(-1)!])
      expect(await shown(world, serial, '0.0.17.0.0', 4)).toContain(' 4000')
  })

  test('uc UC10-4 a concentrator goes on alone while the WAN is cut, and its results arrive afterwards, once each', async () => {
    const serials = homes.C1!
    expect(await disconnections(serials[0]!)).toEqual([])
    mdm.isDown = true
    // Its line carries nothing until the way up is cut: the concentrator has all orders, and has carried out none.
    world.lines.setFault({ kind: 'noise', target: 'S1', level: 140 })
    const id = await begin({
      kind: 'switch',
      parameters: { connected: false, finalReading: false },
      targets: { concentrators: ['C1'] },
    })
    await activityOver(world, id, ({ counts }) => counts.waiting === 0)
    await world.advanceUntil(
      async () => (await linesOf(world, id)).every(({ state }) => state !== 'queued'),
      10 * minute,
    )
    world.lines.setFault({ kind: 'cut-wan', target: 'C1' })
    const cut = world.clock.time
    await world.advance(minute)
    world.lines.clearFaults('noise')
    await world.advance(hour)
    expect((await progress(id)).counts.succeeded).toBeLessThan(serials.length)
    const mended = world.clock.time
    world.lines.clearFaults('cut-wan')
    expect(await activityOver(world, id)).toMatchObject({
      counts: { total: serials.length, succeeded: serials.length },
    })
    const times: number[] = []
    for (const serial of serials) {
      const its = await disconnections(serial)
      expect([serial, its]).toEqual([serial, [expect.any(Number)]])
      times.push(...its)
    }
    // It went on by itself: none waited for the way up. Clocks of meters are right to some seconds.
    expect(Math.min(...times)).toBeGreaterThan(cut)
    expect(Math.max(...times)).toBeLessThan(mended)
  })

  test('uc UC10-7 the consumer that was down meanwhile has each result once', async () => {
    mdm.isDown = false
    const type = '3.31.0.23'
    const isTold = async () => told(type).length >= homes.C1!.length
    expect(await world.advanceUntil(isTold, 4 * hour)).toBe(true)
    await world.advance(hour)
    expect(told(type)).toEqual([...homes.C1!].toSorted())
  })

  test('uc UC10-P4 a meter that is moved under a running activity is ordered at its new concentrator, once', async () => {
    const serial = homes.C2!.at(-1)!
    const before = await disconnections(serial)
    // It is out of reach of its concentrator when the order comes.
    world.lines.setFault({ kind: 'moved-meter', target: serial, to: 'S1' })
    const id = await begin({
      kind: 'switch',
      parameters: { connected: false, finalReading: false },
      include: ['unreachable'],
      targets: { endDevices: [serial] },
    })
    const done = await world.advanceUntil(async () => (await progress(id)).counts.succeeded === 1, 12 * hour)
    const [line] = await linesOf(world, id)
    expect([done, line!.detail]).toEqual([true, expect.anything()])
    expect((await progress(id)).byConcentrator).toMatchObject([{ concentrator: 'C1', counts: { total: 1 } }])
    expect(await disconnections(serial)).toHaveLength(before.length + 1)
  })

  test('uc UC10-2a an urgent order overtakes an activity that its concentrator has', async () => {
    const id = await begin({
      kind: 'read-registers',
      priority: 'low',
      targets: { concentrators: ['C1'] },
    })
    const urgent = await world.post<{ id: string }>('/end-device-controls', {
      endDevice: homes.C1![0],
      kind: 'switch',
      parameters: { connected: true },
      priority: 'on-demand',
    })
    const { state } = await over(world, urgent.id)
    expect(['done', 'verified']).toContain(state)
    expect((await progress(id)).counts.succeeded).toBeLessThan(homes.C1!.length)
    const { counts } = await activityOver(world, id)
    expect(counts.succeeded).toBe(counts.total)
  })
})
