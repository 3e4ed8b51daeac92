import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { data, toVectorForm } from '@ferraris/cosem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ferraris } from '../../ferraris.ts'
import { activityOver, type Control, linesOf, ordered, over, shown } from '../../power-line/ordered.ts'
import { hour, minute, SimulatedWorld } from '../../power-line/simulated-world.ts'
import { Vendor } from '../vendor.ts'

const roads = ['on a connection of its own', 'behind a concentrator'] as const
type Road = (typeof roads)[number]

/** Meters of both kinds get what a new meter needs: keys, a configuration, the settings of another one, limits of their group. */
describe('meters are configured', () => {
  let world: SimulatedWorld
  let serials: Record<Road, readonly string[]>
  let models: string
  let vendor: Vendor

  beforeAll(async () => {
    const start = Date.parse('2026-11-20T09:00:00Z')
    const shape = {
      meters: 8,
      direct: 4,
      substations: 1,
      allInReach: true,
      start,
    }
    world = await SimulatedWorld.begin(shape)
    const on = (scheme: string) =>
      world.district.meters.filter(({ uri }) => uri.startsWith(scheme)).map(({ serial }) => serial)
    serials = { [roads[0]]: on('dlms'), [roads[1]]: on('smitp') } as typeof serials
    await world.advance(2 * hour)
    models = (await device(serials[roads[0]][0]!)).model!
    vendor = await Vendor.enter(world)
  })
  afterAll(() => world.close())

  function at(name: string): string {
    return join(world.data, name)
  }
  async function device(serial: string) {
    return await world.get<{ state: string; model: string | null; commissionedAt: string | null }>(
      `/end-devices/${serial}`,
    )
  }
  /** A file of the vendor, as far as orders may use it; gives its SHA-256. */
  function available(name: string, content: Uint8Array, kind: 'configuration' | 'template') {
    return vendor.available(name, content, { kind, version: '2026-11', models })
  }
  async function carriedOut(serial: string, kind: string, parameters: object) {
    const control = await ordered(world, serial, kind, parameters)
    expect(['verified', 'done'], control.detail ?? '').toContain(control.state)
    return control.steps
  }

  test.each(roads)(
    'uc 2.a.1-2 a meter %s is installed with a key that opens nothing once it is commissioned',
    async road => {
      const serial = serials[road].at(-1)!
      // First contact is under the installation keys, with mutual proof.
      expect(await shown(world, serial, '0.0.42.0.0')).toContain('octet-string')
      expect(await device(serial)).toMatchObject({ state: 'reachable', commissionedAt: null })
      const asked = world.clock.time
      expect(await carriedOut(serial, 'rotate-keys', {})).toMatchObject([
        { outcome: 'done' },
        { outcome: 'verified' },
      ])
      const { commissionedAt } = await device(serial)
      expect(Date.parse(commissionedAt!)).toBeGreaterThanOrEqual(asked)
      expect(await shown(world, serial, '0.0.42.0.0')).toContain('octet-string')
      if (road === roads[0]) {
        const { uri } = world.district.meters.find(one => one.serial === serial)!
        const key = ['--client', 'management', '--data', world.data]
        const refused = await ferraris(['meter', 'read', uri, '0.0.1.0.0', ...key])
        expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/key/i)])
      }
      // A head-end that has the installation keys alone is let in neither.
      await world.enrolAgain(serial)
      const control = await ordered(world, serial, 'read-attributes', {
        attributes: [{ object: '0.0.42.0.0', attribute: 2 }],
      })
      expect(control).toMatchObject({ state: 'failed', cause: 'wrong-key' })
    },
  )

  test('uc UC10-P1 meters of an activity have afterwards what the approved file says, and their version is told', async () => {
    const members = roads.map(road => serials[road][0]!)
    const content = {
      format: 'ferraris-configuration/1',
      version: '2026-11',
      models: [models],
      settings: [setting('0.0.17.0.0', 71, 6, 45)],
      actions: [{ kind: 'alarm-filter', parameters: { alarms: ['fraudAttempt'] } }],
    }
    const octets = Buffer.from(JSON.stringify(content))
    const sha256 = await available('configuration.json', octets, 'configuration')
    const compared = async (serial: string) =>
      new Set(
        (await ordered(world, serial, 'compare-configuration', { sha256 })).steps.map(
          ({ outcome }) => outcome,
        ),
      )
    for (const serial of members) {
      // The first session tells which model it is.
      await shown(world, serial, '0.0.42.0.0')
      expect(await compared(serial)).toContain('differs')
    }
    const request = { name: 'Configuration 2026-11', kind: 'configure', parameters: { sha256 } }
    const { id } = await world.post<{ id: string }>('/activities', {
      ...request,
      targets: { endDevices: members },
    })
    expect(await activityOver(world, id)).toMatchObject({ state: 'done', counts: { total: 2, succeeded: 2 } })
    for (const line of await linesOf(world, id))
      expect(line).toMatchObject({ state: 'verified', detail: 'configuration 2026-11', attempts: 1 })
    for (const serial of members) {
      expect(await compared(serial)).toEqual(new Set(['verified']))
      expect(await shown(world, serial, '0.0.17.0.0', 6)).toContain('45')
    }
  })

  function setting(object: string, classId: number, attribute: number, value: number) {
    return { object, class: classId, attribute, value: toVectorForm(data.doubleLongUnsigned(value)) }
  }

  test.each(roads)(
    'uc 2.a.1-3 a new meter %s gets the settings of a template, and differs in none',
    async road => {
      const [, model] = serials[roads[0]]
      const { uri } = world.district.meters.find(({ serial }) => serial === model)!
      await carriedOut(model!, 'contract', { watts: road === roads[0] ? 4500 : 5000, overSeconds: 90 })
      await carriedOut(model!, 'tariff-calendar', calendar(road === roads[0] ? 'ONE' : 'TWO'))
      await carriedOut(model!, 'push-setup', { object: '0.0.25.9.0', retries: 5 })
      const image = [
        'meter',
        'objects',
        uri,
        '--client',
        'management',
        '--image',
        at('template'),
        '--no-profiles',
      ]
      const { code, stderr } = await ferraris([...image, '--data', world.data])
      expect([code, stderr]).toEqual([0, expect.any(String)])
      const sha256 = await available('template', readFileSync(at('template')), 'template')
      const serial = serials[road][2]!
      await carriedOut(serial, 'set-clock', {})
      await shown(world, serial, '0.0.42.0.0')
      const only = Object.keys(templated)
      const first = await carriedOut(serial, 'apply-template', { sha256, only })
      expect(first.some(({ reason }) => reason !== 'was so already')).toBe(true)
      const again = await ordered(world, serial, 'apply-template', { sha256, only })
      expect(again.state).toBe('verified')
      expect(again.steps.filter(({ outcome }) => outcome !== 'verified')).toEqual([])
      // Columns and interval of the load profile are fixed in these meters: they are compared below.
      for (const object of only.filter(name => name !== '1.0.99.1.0'))
        expect(
          again.steps.some(({ target }) => target.includes(`${object}.255`)),
          object,
        ).toBe(true)
      // What was looked at twice, or looked at only, bears no reason.
      expect(again.steps.some(({ target }) => target.endsWith('activatePassiveCalendar'))).toBe(false)
      for (const [object, attributes] of Object.entries(templated))
        for (const attribute of attributes)
          expect([object, attribute, await shown(world, serial, object, attribute)]).toEqual([
            object,
            attribute,
            await shown(world, model!, object, attribute),
          ])
    },
  )

  /** What a new meter gets, and the attributes by which it shows: limiter, calendar, push, load profile. */
  const templated = {
    '0.0.17.0.0': [4, 6],
    '0.0.13.0.0': [2, 3, 4, 5],
    '0.0.25.9.0': [6],
    '1.0.99.1.0': [3, 4],
  }

  function calendar(name: string) {
    const day = { day: 1, switches: [{ at: '00:00', script: 2 }] }
    const week = { name: 'W', days: [1, 1, 1, 1, 1, 1, 1] }
    return { name, seasons: [{ name: 'ALL', start: '*-01-01', week: 'W' }], weeks: [week], days: [day] }
  }

  test('uc 4.b.1-1 an emergency lowers the limit of the meters of its group alone, on both roads, and ends by itself', async () => {
    const kinds = { house: { group: 2, emergencyWatts: 900 }, hospital: { group: 3, emergencyWatts: 3000 } }
    const membersOf = {
      house: roads.map(road => serials[road][1]!),
      hospital: roads.map(road => serials[road][2]!),
    }
    const everywhere = Object.values(membersOf).flat()
    const done = async (request: object, total: number) => {
      const { id } = await world.post<{ id: string }>('/activities', request)
      expect(await activityOver(world, id)).toMatchObject({
        state: 'done',
        counts: { total, succeeded: total },
      })
      for (const line of await linesOf(world, id)) expect(line.state).toBe('verified')
    }
    for (const [name, { group, emergencyWatts }] of Object.entries(kinds)) {
      const targets = { endDevices: membersOf[name as keyof typeof kinds] }
      await world.post('/end-device-groups', { name, targets })
      const parameters = { watts: 6000, emergencyWatts, groups: [group] }
      await done({ name, kind: 'contract', parameters, targets: { groups: [name] } }, 2)
    }
    /** Read back from all of them, not from a sample. */
    const limits = async () => {
      const found: string[] = []
      for (const serial of everywhere) found.push(await shown(world, serial, '0.0.17.0.0', 3))
      return found.map(text => Number(text.split(' ').at(-1)))
    }
    const from = new Date(world.clock.time + 60 * minute).toISOString()
    const parameters = { group: kinds.house.group, from, seconds: 1800 }
    const targets = { groups: Object.keys(kinds) }
    await done({ name: 'Emergency of houses', kind: 'emergency', parameters, targets }, 4)
    expect(await limits()).toEqual([6000, 6000, 6000, 6000])
    await world.advance(Date.parse(from) + minute - world.clock.time)
    expect(await limits()).toEqual([900, 900, 6000, 6000])
    await world.advance(40 * minute)
    expect(await limits()).toEqual([6000, 6000, 6000, 6000])

    // Called to a whole line at once, it reaches its members there without a session, and no other.
    const soon = new Date(world.clock.time + 60 * minute).toISOString()
    const emergency = { group: kinds.house.group, from: soon, seconds: 1800 }
    const broadcast = { concentrator: 'C1', kind: 'call-emergency', parameters: emergency }
    const { id } = await world.post<{ id: string }>('/end-device-controls', broadcast)
    const asked = world.clock.time
    expect(await over(world, id)).toMatchObject({ state: 'done', cause: null })
    expect(world.clock.time - asked).toBeLessThan(2 * minute)
    const [direct, onLine] = membersOf.house
    await done(
      { name: 'Proof', kind: 'emergency', parameters: emergency, targets: { endDevices: [onLine] } },
      1,
    )
    const [proof] = (
      await world.get<{ items: Control[] }>(`/end-device-controls?endDevice=${onLine}&kind=emergency`)
    ).items
    expect((await world.get<Control>(`/end-device-controls/${proof!.id}`)).steps).toMatchObject([
      { outcome: 'verified', reason: 'was so already' },
    ])
    await world.advance(Date.parse(soon) + minute - world.clock.time)
    expect(everywhere[0]).toBe(direct)
    expect(await limits()).toEqual([6000, 900, 6000, 6000])
    await world.advance(40 * minute)
    expect(await limits()).toEqual([6000, 6000, 6000, 6000])
  })
})
