import { createHash, generateKeyPairSync } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { data, toVectorForm } from '@ferraris/cosem'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ferraris } from '../../ferraris.ts'
import { ordered, over, shown } from '../../power-line/ordered.ts'
import { hour, minute, SimulatedWorld } from '../../power-line/simulated-world.ts'

const roads = ['on a connection of its own', 'behind a concentrator'] as const
type Road = (typeof roads)[number]

/** Meters of both kinds get what a new meter needs: keys, a configuration, the settings of another one, limits of their group. */
describe('meters are configured', () => {
  let world: SimulatedWorld
  let serials: Record<Road, readonly string[]>
  let models: string
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    const start = Date.parse('2026-11-20T09:00:00Z')
    world = await SimulatedWorld.begin({ meters: 6, direct: 3, substations: 1, allInReach: true, start })
    const on = (scheme: string) =>
      world.district.meters.filter(({ uri }) => uri.startsWith(scheme)).map(({ serial }) => serial)
    serials = { [roads[0]]: on('dlms'), [roads[1]]: on('smitp') } as typeof serials
    await world.advance(2 * hour)
    models = (await device(serials[roads[0]][0]!)).model!
    for (const [name, role] of [
      ['root', 'administrator'],
      ['acme', 'vendor'],
      ['ann', 'operator'],
    ] as const)
      tokens[name] = (await world.post<{ token: string }>('/tokens', { name, role })).token
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    writeFileSync(at('acme.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    writeFileSync(at('acme.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
    await as('root', 'file', 'key', 'add', 'acme', at('acme.pub'), '--vendor', 'acme')
  })
  afterAll(() => world.close())

  function at(name: string): string {
    return join(world.data, name)
  }
  async function device(serial: string) {
    return await world.get<{ state: string; model: string | null }>(`/end-devices/${serial}`)
  }
  /** A command of a person. */
  async function as(person: string, ...args: string[]): Promise<void> {
    const env = { FERRARIS_API_TOKEN: tokens[person] }
    const { code, stderr } = await ferraris([...args, '--head-end', world.url], { env })
    expect([code, stderr]).toEqual([0, ''])
  }
  /** A file of the vendor, as far as orders may use it; gives its SHA-256. */
  async function available(name: string, kind: string): Promise<string> {
    const about = ['--kind', kind, '--for-version', '2026-11', '--models', models]
    await as('acme', 'file', 'upload', at(name), ...about, '--key', 'acme', '--sign-with', at('acme.pem'))
    const sha256 = createHash('sha256')
      .update(readFileSync(at(name)))
      .digest('hex')
    await as('ann', 'file', 'approve', sha256)
    await as('ann', 'file', 'release', sha256)
    return sha256
  }
  async function carriedOut(serial: string, kind: string, parameters: object) {
    const control = await ordered(world, serial, kind, parameters)
    expect(['verified', 'done'], control.detail ?? '').toContain(control.state)
    return control.steps
  }

  test('uc 2.a.1-2 the first contact is under the installation key; once keys are replaced it opens nothing', async () => {
    const [serial] = serials[roads[0]]
    const { uri } = world.district.meters.find(one => one.serial === serial)!
    const installation = () =>
      ferraris(['meter', 'read', uri, '0.0.1.0.0', '--client', 'management', '--data', world.data])
    expect((await installation()).code).toBe(0)
    expect(await device(serial!)).toMatchObject({ state: 'reachable' })
    expect(await carriedOut(serial!, 'rotate-keys', {})).toMatchObject([
      { outcome: 'done' },
      { outcome: 'verified' },
    ])
    const refused = await installation()
    expect(refused.code).not.toBe(0)
    expect(refused.stderr).not.toBe('')
    // The new keys do.
    expect(await shown(world, serial!, '0.0.42.0.0')).toContain('octet-string')
  })

  test.each(roads)(
    'uc UC10-P1 a meter %s has afterwards what the approved file says, and its version is told',
    async road => {
      const content = {
        format: 'ferraris-configuration/1',
        version: '2026-11',
        models: [models],
        settings: [setting('0.0.17.0.0', 71, 6, road === roads[0] ? 45 : 46)],
        actions: [{ kind: 'alarm-filter', parameters: { alarms: ['fraudAttempt'] } }],
      }
      writeFileSync(at('configuration.json'), JSON.stringify(content))
      const sha256 = await available('configuration.json', 'configuration')
      const [serial] = serials[road]
      const compared = async () =>
        (await ordered(world, serial!, 'compare-configuration', { sha256 })).steps.map(
          ({ outcome }) => outcome,
        )
      // The first session tells which model it is.
      await shown(world, serial!, '0.0.42.0.0')
      expect(await compared()).toContain('differs')
      const control = await ordered(world, serial!, 'configure', { sha256 })
      expect(control).toMatchObject({ state: 'verified', detail: 'configuration 2026-11' })
      expect(new Set(await compared())).toEqual(new Set(['verified']))
      expect(await shown(world, serial!, '0.0.17.0.0', 6)).toContain(road === roads[0] ? '45' : '46')
    },
  )

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
      const sha256 = await available('template', 'template')
      const serial = serials[road].at(-1)!
      await carriedOut(serial, 'set-clock', {})
      await shown(world, serial, '0.0.42.0.0')
      const only = ['0.0.17.0.0', '0.0.13.0.0', '0.0.25.9.0', '1.0.99.1.0']
      const first = await carriedOut(serial, 'apply-template', { sha256, only })
      expect(first.some(({ reason }) => reason !== 'was so already')).toBe(true)
      const again = await carriedOut(serial, 'apply-template', { sha256, only })
      // What was looked at twice, or looked at only, bears no reason.
      expect(again.filter(({ outcome }) => outcome !== 'verified')).toEqual([])
      expect(again.some(({ target }) => target.endsWith('activatePassiveCalendar'))).toBe(false)
      expect(await shown(world, serial, '0.0.13.0.0')).toContain(road === roads[0] ? 'ONE' : 'TWO')
    },
  )

  function calendar(name: string) {
    const day = { day: 1, switches: [{ at: '00:00', script: 2 }] }
    const week = { name: 'W', days: [1, 1, 1, 1, 1, 1, 1] }
    return { name, seasons: [{ name: 'ALL', start: '*-01-01', week: 'W' }], weeks: [week], days: [day] }
  }

  test('uc 4.b.1-1 an emergency lowers the limit of the meters of its group alone, and ends by itself', async () => {
    const members = roads.map(road => serials[road][1]!)
    const other = serials[roads[0]].at(-1)!
    for (const serial of members)
      await carriedOut(serial, 'contract', { watts: 6000, emergencyWatts: 900, groups: [2] })
    await carriedOut(other, 'contract', { watts: 6000, emergencyWatts: 900, groups: [3] })
    const limits = async () => {
      const found: string[] = []
      for (const serial of [...members, other]) found.push(await shown(world, serial, '0.0.17.0.0', 3))
      return found
    }
    const everywhere = { endDevices: [...members, other] }
    await world.post('/end-device-groups', { name: 'all', targets: everywhere })
    const { id } = await world.post<{ id: string }>('/activities', {
      name: 'Emergency of group 2',
      kind: 'emergency',
      parameters: { group: 2, from: new Date(world.clock.time + 30 * minute).toISOString(), seconds: 1800 },
      targets: { groups: ['all'] },
    })
    const lines = await world.get<{ items: { id: string }[] }>(`/end-device-controls?activity=${id}`)
    for (const line of lines.items) expect(await over(world, line.id)).toMatchObject({ state: 'verified' })
    expect(lines.items).toHaveLength(3)
    const usual = expect.stringContaining('6000')
    expect(await limits()).toEqual([usual, usual, usual])
    await world.advance(30 * minute)
    const lowered = expect.stringMatching(/ 900$/)
    expect(await limits()).toEqual([lowered, lowered, usual])
    await world.advance(40 * minute)
    expect(await limits()).toEqual([usual, usual, usual])
  })
})
