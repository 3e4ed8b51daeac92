import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { identify, type NounValue, named, originOf } from '@ferraris/cim'
import { readLineKeys } from '@ferraris/district'
import { acaOf } from '@ferraris/meter'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ferraris } from '../../ferraris.ts'
import { Partner } from '../../integration/partner.ts'
import { shown as shownAt } from '../../power-line/ordered.ts'
import { hour, SimulatedWorld } from '../../power-line/simulated-world.ts'

type Control = NonNullable<NounValue<'EndDeviceControls'>['EndDeviceControl']>[number]
type Meter = NonNullable<NounValue<'MeterConfig'>['Meter']>[number]
type Event = NonNullable<NounValue<'EndDeviceEvents'>['EndDeviceEvent']>[number]

interface DeviceShown {
  readonly serial: string
  readonly state: string
  readonly usagePoint: string | null
}

const started = Date.parse('2026-11-20T09:00:00Z')
const roads = ['on a connection of its own', 'behind a concentrator'] as const

/** The kinds of sequences between an MDM, the head-end, and concentrator and meter. */
describe('sequences of messages', () => {
  let world: SimulatedWorld
  let mdm: Partner
  let direct: string
  let onLine: readonly string[]
  let concentrator: string

  beforeAll(async () => {
    const shape = { meters: 8, direct: 2, substations: 1, allInReach: true, start: started }
    world = await SimulatedWorld.begin(shape)
    mdm = await Partner.start(xml => world.message(xml))
    const nouns = ['MeterConfig', 'EndDeviceControls', 'EndDeviceEvents']
    await world.post('/integration/destinations', { name: 'mdm', kind: 'http', url: mdm.url, nouns })
    await world.advance(hour)
    const serials = (scheme: string) =>
      world.district.meters.filter(({ uri }) => uri.startsWith(scheme)).map(({ serial }) => serial)
    direct = serials('dlms')[0]!
    onLine = serials('smitp')
    concentrator = (await world.get<{ items: { id: string }[] }>('/concentrators')).items[0]!.id
  })
  afterAll(async () => {
    mdm.close()
    await world.close()
  })

  async function comes(holds: () => boolean | Promise<boolean>, most = 4 * hour): Promise<void> {
    expect(await world.advanceUntil(async () => await holds(), most)).toBe(true)
  }
  /** Lets time pass at a pace that sessions with meters keep up with: their leases are by the clock of the world. */
  async function settles(holds: () => boolean): Promise<void> {
    for (let second = 0; second < 1800 && !holds(); second++) {
      await world.advance(1000)
      await delay(40)
    }
    expect(holds()).toBe(true)
  }
  function meterOn(road: (typeof roads)[number]): string {
    return road === roads[0] ? direct : onLine[1]!
  }
  function controls(...all: Control[]) {
    return { Payload: { EndDeviceControls: { EndDeviceControl: all } } }
  }
  function options(given: Readonly<Record<string, string>>) {
    return { Request: { Option: Object.entries(given).map(([name, value]) => ({ name, value })) } }
  }

  test('uc SEQ-1 a meter is enrolled, changed, shown and removed by messages, and all who asked for it hear of it', async () => {
    const serial = onLine[0]!
    const meter: Meter = { serialNumber: serial, ...named(serial) }
    const way = { ComFunction: [{ mRID: 'line', amrAddress: acaOf(serial), amrRouter: concentrator }] }
    const config = (one: Meter) => ({
      Payload: { MeterConfig: { ...way, Meter: [{ ...one, ComFunction: ['line'] }] } },
    })
    const toldOf = (verb: string) =>
      mdm.events('MeterConfig').filter(({ Header: header, Payload: payload }) => {
        const [told] = payload?.MeterConfig?.Meter ?? []
        return header.Verb === verb && header.CorrelationID === 'seq-1' && told?.serialNumber === serial
      })
    const shown = async () => {
      const { items } = await world.get<{ items: DeviceShown[] }>(`/end-devices?search=${serial}`)
      return items.find(item => item.serial === serial)
    }

    /** What the concentrator itself says of the meter. */
    const served = async () => {
      const { items } = await world.get<{ items: { serial: string | null; aca: string; state: string }[] }>(
        `/concentrators/${concentrator}/topology`,
      )
      return items.find(({ aca }) => aca === acaOf(serial))?.state
    }
    expect(await served()).toBe('adopted')

    const removed = await mdm.ask('delete', 'MeterConfig', 'seq-1', config(meter))
    expect(removed.Reply.Result).toBe('OK')
    expect(await shown()).toBeUndefined()
    await comes(() => toldOf('deleted').length === 1)
    await comes(async () => (await served()) !== 'adopted')
    const again = await mdm.ask('delete', 'MeterConfig', 'seq-1', config(meter))
    expect(again.Reply).toMatchObject({ Result: 'FAILED', Error: [{ code: '2.4', ID: { value: serial } }] })

    const created = await mdm.ask('create', 'MeterConfig', 'seq-1', config(meter))
    expect(created.Reply.Result).toBe('OK')
    await comes(() => toldOf('created').length === 1)
    // Keys go another way than messages.
    await world.post('/end-devices', withKeys(serial))
    await comes(async () => (await shown())?.state === 'reachable', 6 * hour)
    await comes(async () => (await served()) === 'adopted')

    const point = { name: 'POD-77', NameType: { name: 'UsagePoint' } }
    const moved = { ...meter, Names: [{ name: serial }, point] }
    const changed = await mdm.ask('change', 'MeterConfig', 'seq-1', config(moved))
    expect(changed.Reply.Result).toBe('OK')
    await comes(() => toldOf('changed').length === 1)
    expect(await shown()).toMatchObject({ usagePoint: 'POD-77', state: 'reachable' })
    const told = await mdm.ask('get', 'MeterConfig', 'seq-1', {
      Request: { GetMeterConfig: { UsagePoint: [named('POD-77')] } },
    })
    expect(told.Payload?.MeterConfig?.Meter?.map(identify)).toEqual([serial])
    // Each of the three was told once, and the meter is ordered as any other.
    for (const verb of ['deleted', 'created', 'changed'])
      expect([verb, toldOf(verb).length]).toEqual([verb, 1])
    expect(await shownAt(world, serial, '0.0.42.0.0')).toContain('octet-string')
  })

  /** A meter as an operator enrols it, with the keys in the folder of the district. */
  function withKeys(serial: string) {
    const text = readFileSync(join(world.data, 'keys.json'), 'utf8')
    const ring = JSON.parse(text) as { device: string; client: number; guek: string; gak: string }[]
    const line = readLineKeys(world.data).get(serial)!
    const hex = (octets: Uint8Array) => Buffer.from(octets).toString('hex')
    return {
      serial,
      uri: world.district.meters.find(one => one.serial === serial)!.uri,
      keys: ring
        .filter(({ device }) => device === serial)
        .map(({ client, guek, gak }) => ({ client, guek, gak })),
      lineKeys: { k1: hex(line.k1), k2: hex(line.k2) },
    }
  }

  test.each(roads)(
    'uc SEQ-2 one order switches, reads and fetches the log of a meter %s: three answers, one correlation',
    async road => {
      const serial = meterOn(road)
      const correlation = `seq-2 ${road}`
      const common = {
        issuerTrackingID: 'WO-77',
        EndDeviceControlType: '3.7.0.0',
        EndDevices: [named(serial)],
      }
      const asked = await mdm.ask('create', 'EndDeviceControls', correlation, {
        ...options({ from: '2026-11-20', to: '2026-11-20' }),
        ...controls(
          { ...common, EndDeviceControlType: '3.31.0.23' },
          { ...common, EndDeviceAction: { command: 'read-registers' } },
          { ...common, EndDeviceAction: { command: 'read-events' } },
        ),
      })
      expect(asked.Reply).toMatchObject({ Result: 'OK' })
      await settles(() => mdm.replies(correlation).length === 3)
      const replies = mdm.replies(correlation)
      expect(replies.map(({ Reply: { Result, Error: [told] = [] } }) => [Result, told?.code])).toEqual([
        ['PARTIAL', '0.1'],
        ['PARTIAL', '0.1'],
        ['OK', '0.0'],
      ])
      const payloads = replies.map(({ Payload: payload }) => payload)
      const [reading] = payloads.flatMap(payload => payload?.MeterReadings?.MeterReading ?? [])
      expect(reading?.Meter).toEqual(named(serial))
      const energy = reading?.Readings?.find(
        ({ ReadingType: type }) => originOf(type)?.obis === '1.0.1.8.0.255',
      )
      expect(Number(energy?.value)).toBeGreaterThan(0)
      const events = payloads.flatMap(payload => payload?.EndDeviceEvents?.EndDeviceEvent ?? [])
      expect(events.length).toBeGreaterThan(0)
      expect(new Set(events.map(deviceOf))).toEqual(new Set([serial]))
      const [control] = payloads.flatMap(payload => payload?.EndDeviceControls?.EndDeviceControl ?? [])
      expect(control).toMatchObject({ issuerTrackingID: 'WO-77', EndDeviceControlType: '3.31.0.23' })
      // All who have subscribed hear of the new state, too.
      const told = mdm
        .events('EndDeviceEvents')
        .filter(({ Header: header }) => header.CorrelationID === correlation)
        .flatMap(({ Payload: payload }) => payload?.EndDeviceEvents?.EndDeviceEvent ?? [])
      expect(told.map(({ EndDeviceEventType: type }) => type)).toContain('3.31.0.68')
    },
  )

  function deviceOf({ Assets: asset = {} }: Event): string | undefined {
    return identify(asset)
  }

  test.each(roads)(
    'uc SEQ-3 events of a meter %s come by themselves and when asked for, the same and once',
    async road => {
      const serial = meterOn(road)
      /** Entries of the meter's logs that came by themselves. */
      const published = () =>
        mdm
          .events('EndDeviceEvents')
          .flatMap(({ Payload: payload }) => payload?.EndDeviceEvents?.EndDeviceEvent ?? [])
          .filter(event => deviceOf(event) === serial)
          .filter(({ EndDeviceEventDetails: details = [] }) =>
            details.some(({ name }) => name === 'dlms.code'),
          )
      const stored = async () => {
        const answer = await mdm.ask('get', 'EndDeviceEvents', 'seq-3', {
          Request: { StartTime: started, GetEndDeviceEvents: { EndDevice: [named(serial)] } },
        })
        expect(answer.Reply.Result).toBe('OK')
        return answer.Payload?.EndDeviceEvents?.EndDeviceEvent ?? []
      }
      const namesOf = (events: readonly Event[]) => events.map(({ mRID }) => mRID).toSorted()
      const before = published().length
      world.faults.set({ kind: 'terminal-cover', target: serial, for: 60 })
      await comes(() => published().length > before, 30 * hour)
      await comes(async () => (await stored()).length === published().length)
      expect(namesOf(published())).toEqual(namesOf(await stored()))
      expect(new Set(namesOf(published())).size).toBe(published().length)
      // Fetched again, nothing is told twice.
      await mdm.ask('create', 'EndDeviceControls', `again ${road}`, {
        ...options({ from: '2026-11-20', to: '2026-11-22' }),
        ...controls({
          EndDeviceControlType: '3.7.0.0',
          EndDeviceAction: { command: 'read-events' },
          EndDevices: [named(serial)],
        }),
      })
      await settles(() => mdm.replies(`again ${road}`).length === 1)
      expect(mdm.replies(`again ${road}`)[0]?.Reply.Result).toBe('OK')
      expect(new Set(namesOf(published())).size).toBe(published().length)
    },
  )

  test.each(roads)(
    'uc SEQ-3 an alarm register of a meter %s that is polled, and its log, tell of one event',
    async road => {
      const serial = meterOn(road)
      const { items: schedules } = await world.get<{ items: { id: number; registers: string[] }[] }>(
        '/meter-read-schedules',
      )
      for (const { id, ...settings } of schedules) {
        const registers = [...new Set([...settings.registers, '0.0.97.98.0.255'])]
        await world.put(`/meter-read-schedules/${id}`, { ...settings, registers })
      }
      const covers = async () => {
        const { items } = await world.get<{ items: { name: string; time: string; learnt: string[] }[] }>(
          `/end-device-events?endDevice=${serial}&severity=critical`,
        )
        return items.filter(({ name }) => /cover removed|fraud/i.test(name))
      }
      const isLogged = ({ learnt }: { learnt: readonly string[] }) =>
        learnt.includes('log') || learnt.includes('line')
      const isPolled = ({ learnt }: { learnt: readonly string[] }) => learnt.includes('alarm')
      world.faults.set({ kind: 'meter-cover', target: serial, for: 60 })
      await comes(async () => {
        const events = await covers()
        return events.some(isPolled) && events.some(one => /^meter/i.test(one.name) && isLogged(one))
      }, 30 * hour)
      // The bit stands for what the log tells, and is no event beside it.
      const events = await covers()
      expect(events.filter(isPolled)).toHaveLength(1)
      expect(events.every(isLogged)).toBe(true)
      expect(new Set(events.map(({ name, time }) => `${name} ${time}`)).size).toBe(events.length)
    },
  )

  test.each(roads)(
    'uc SEQ-4 the clock of a meter %s is set by order, and how wrong it was is told',
    async road => {
      const serial = meterOn(road)
      if (road === roads[0]) await setBack(serial)
      const asked = await mdm.ask('create', 'EndDeviceControls', `seq-4 ${road}`, {
        ...controls({ EndDeviceControlType: '3.36.0.114', EndDevices: [named(serial)] }),
      })
      expect(asked.Reply.Result).toBe('OK')
      await settles(() => mdm.replies(`seq-4 ${road}`).length === 1)
      const [reply] = mdm.replies(`seq-4 ${road}`)
      const [control] = reply?.Payload?.EndDeviceControls?.EndDeviceControl ?? []
      expect(control?.EndDeviceControlType).toBe('3.36.0.114')
      // The clock of the world goes on while the meter is called.
      const [before, after] = offsetsIn(control?.reason)
      if (road === roads[0]) {
        expect(Math.abs(before! + 100)).toBeLessThan(10)
      } else expect(Math.abs(before!)).toBeLessThan(10)
      expect(Math.abs(after!)).toBeLessThan(10)
    },
  )

  /** Sets a clock back by 100 s, as its management may. */
  async function setBack(serial: string): Promise<void> {
    const { uri } = world.district.meters.find(one => one.serial === serial)!
    const time = new Date(world.clock.time - 100_000)
    const wrong = time.toLocaleString('sv-SE', { timeZone: 'Europe/Rome' }).replace(' ', 'T')
    const args = ['meter', 'write', uri, '0.0.1.0.0.255:2', wrong, '--client', 'management']
    const { code, stderr } = await ferraris([...args, '--data', world.data])
    expect([code, stderr]).toEqual([0, expect.any(String)])
  }
  /** Seconds that a clock was off, before and after it was set. */
  function offsetsIn(text = ''): number[] {
    return [...text.matchAll(/(-?\d+(?:\.\d+)?) s\b/g)].map(([, seconds]) => Number(seconds))
  }

  test('uc SEQ-5 a concentrator tells of itself, works by its calendar, and at once when a message asks', async () => {
    interface OwnState {
      readonly word: number
      readonly clock: { readonly source: string }
      readonly firmware: { readonly version: string }
      readonly calendar: readonly { readonly entry: string; readonly lastAt: string | null }[]
    }
    const own = () => world.get<OwnState>(`/concentrators/${concentrator}/own-state`)
    const before = await own()
    expect(before).toMatchObject({
      word: 0,
      clock: { source: expect.any(String) },
      firmware: { version: expect.any(String) },
    })
    const asked = await mdm.ask('execute', 'EndDeviceControls', 'seq-5', {
      ...options({ entry: 'read-day' }),
      ...controls({
        issuerTrackingID: 'now',
        EndDeviceControlType: '2.7.0.0',
        EndDeviceAction: { command: 'run-now' },
        EndDevices: [named(concentrator), named('NOBODY')],
      }),
    })
    expect(asked.Reply).toMatchObject({ Result: 'PARTIAL', Error: [{ ID: { value: 'NOBODY' } }] })
    await comes(() => mdm.replies('seq-5').length === 1)
    const [reply] = mdm.replies('seq-5')
    expect(reply?.Reply.Result).toBe('OK')
    expect(reply?.Payload?.EndDeviceControls?.EndDeviceControl).toMatchObject([
      { issuerTrackingID: 'now', EndDevices: [named(concentrator)] },
    ])
    const log = await world.get<{ items: { code: string; detail: string | null }[] }>(
      `/concentrators/${concentrator}/own-events?code=run-now`,
    )
    expect(log.items).toMatchObject([{ code: 'run-now', detail: 'read-day' }])

    const searched = ({ calendar }: OwnState) => calendar.find(({ entry }) => entry === 'search')?.lastAt
    await comes(async () => searched(await own()) !== searched(before))
    const { items } = await world.get<{ items: { serial: string | null; state: string }[] }>(
      `/concentrators/${concentrator}/topology`,
    )
    const served = items.flatMap(({ serial, state }) => (state === 'adopted' ? [serial] : []))
    expect(served).toEqual(expect.arrayContaining([...onLine]))
  })
})
