import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { identify, type NounValue, named } from '@ferraris/cim'
import { readLineKeys } from '@ferraris/district'
import { acaOf } from '@ferraris/meter'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Partner } from '../../integration/partner.ts'
import { hour, SimulatedWorld } from '../../power-line/simulated-world.ts'

type Control = NonNullable<NounValue<'EndDeviceControls'>['EndDeviceControl']>[number]
type Meter = NonNullable<NounValue<'MeterConfig'>['Meter']>[number]

interface DeviceShown {
  readonly serial: string
  readonly state: string
  readonly usagePoint: string | null
}

const started = Date.parse('2026-11-20T09:00:00Z')

/** The kinds of sequences between an MDM, the head-end, and concentrator and meter. */
describe('sequences of messages', () => {
  let world: SimulatedWorld
  let mdm: Partner
  let onLine: readonly string[]
  let concentrator: string

  beforeAll(async () => {
    const shape = { meters: 8, direct: 2, substations: 1, allInReach: true, start: started }
    world = await SimulatedWorld.begin(shape)
    mdm = await Partner.start(xml => world.message(xml))
    const nouns = ['MeterConfig', 'EndDeviceControls', 'EndDeviceEvents']
    await world.post('/integration/destinations', { name: 'mdm', kind: 'http', url: mdm.url, nouns })
    await world.advance(hour)
    onLine = world.district.meters.filter(({ uri }) => uri.startsWith('smitp')).map(({ serial }) => serial)
    concentrator = (await world.get<{ items: { id: string }[] }>('/concentrators')).items[0]!.id
  })
  afterAll(async () => {
    mdm.close()
    await world.close()
  })

  async function comes(holds: () => boolean | Promise<boolean>, most = 4 * hour): Promise<void> {
    expect(await world.advanceUntil(async () => await holds(), most)).toBe(true)
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

    const removed = await mdm.ask('delete', 'MeterConfig', 'seq-1', config(meter))
    expect(removed.Reply.Result).toBe('OK')
    expect(await shown()).toBeUndefined()
    await comes(() => toldOf('deleted').length === 1)
    const again = await mdm.ask('delete', 'MeterConfig', 'seq-1', config(meter))
    expect(again.Reply).toMatchObject({ Result: 'FAILED', Error: [{ code: '2.4', ID: { value: serial } }] })

    const created = await mdm.ask('create', 'MeterConfig', 'seq-1', config(meter))
    expect(created.Reply.Result).toBe('OK')
    await comes(() => toldOf('created').length === 1)
    // Keys go another way than messages.
    await world.post('/end-devices', withKeys(serial))
    await comes(async () => (await shown())?.state === 'reachable', 6 * hour)

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
