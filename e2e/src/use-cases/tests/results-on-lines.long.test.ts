import { join } from 'node:path'
import { defined } from '@ferraris/bytes'
import { identify, type NounValue } from '@ferraris/cim'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ferraris } from '../../ferraris.ts'
import { Partner } from '../../integration/partner.ts'
import { activityOver, linesOf, ordered, shown } from '../../power-line/ordered.ts'
import { hour, minute, SimulatedWorld } from '../../power-line/simulated-world.ts'

type Control = NonNullable<NounValue<'EndDeviceControls'>['EndDeviceControl']>[number]

/** What becomes of orders behind a concentrator, told to another system, and left to field work; concentrator, line and meters are real. */
describe('results of orders behind a concentrator', () => {
  let world: SimulatedWorld
  let mdm: Partner
  let serials: readonly string[]

  beforeAll(async () => {
    // The field tool goes by the clock of this machine; what it is given is younger than a day.
    const start = Math.floor(Date.now() / hour - 24) * hour
    world = await SimulatedWorld.begin({ meters: 6, direct: 0, substations: 1, allInReach: true, start })
    mdm = await Partner.start(xml => world.message(xml))
    const nouns = ['EndDeviceControls', 'WorkRequests']
    await world.post('/integration/destinations', { name: 'mdm', kind: 'http', url: mdm.url, nouns })
    await world.advance(hour)
    serials = world.plan.substations.flatMap(({ homes }) => homes.map(({ serial }) => serial))
  })
  afterAll(async () => {
    mdm.close()
    await world.close()
  })

  /** What the other system was told of an order to a meter, under this type of order. */
  function told(serial: string, type: string): { verb: string; control: Control }[] {
    return mdm.events('EndDeviceControls').flatMap(({ Header: { Verb: verb }, Payload: payload }) =>
      (payload?.EndDeviceControls?.EndDeviceControl ?? [])
        .filter(({ EndDeviceControlType: its }) => its === type)
        .filter(({ EndDevices: devices = [] }) => devices.map(identify).includes(serial))
        .map(control => ({ verb, control })),
    )
  }
  async function comes(holds: () => boolean | Promise<boolean>, most = 4 * hour): Promise<void> {
    expect(await world.advanceUntil(async () => await holds(), most)).toBe(true)
  }

  test('uc UC10-5 a job ends with a value, with yes, or with a refusal in words', async () => {
    const [serial] = serials
    const reading = await ordered(world, serial!, 'read-registers', {})
    expect(reading).toMatchObject({ way: 'job', state: 'done', cause: null })
    const { registers } = await world.get<{ registers: { obis: string; value: number }[] }>(
      `/end-devices/${serial}`,
    )
    expect(registers.find(({ obis }) => obis === '1.0.1.8.0.255')?.value).toBeGreaterThan(0)
    expect(await ordered(world, serial!, 'switch', { connected: false })).toMatchObject({
      way: 'job',
      state: 'verified',
      detail: expect.stringContaining('open'),
    })
    // In mode 0 the switch cannot be operated remotely.
    await ordered(world, serial!, 'switch', { connected: true, mode: 0 })
    expect(await ordered(world, serial!, 'switch', { connected: false })).toMatchObject({
      way: 'job',
      state: expect.stringMatching(/refused|failed/),
      cause: expect.stringMatching(/refused|differs/),
      detail: expect.stringMatching(/[a-z]{4,} /),
    })
  })

  test('uc UC10-8 the result of a concentrator goes out as XML with meter and outcome; what is rejected is seen, and sent again', async () => {
    const serial = defined(serials[1], 'a second meter')
    await ordered(world, serial, 'switch', { connected: false, finalReading: false })
    await comes(() => told(serial, '3.31.0.23').some(({ verb }) => verb === 'closed'))
    const closed = told(serial, '3.31.0.23').filter(({ verb }) => verb === 'closed')
    expect(closed).toHaveLength(1)
    expect(closed[0]!.control).toMatchObject({
      mRID: expect.any(String),
      reason: expect.stringContaining('open'),
    })

    mdm.refuses = true
    await ordered(world, serial, 'switch', { connected: true })
    const dead = () =>
      world.get<{ items: { id: string; state: string }[] }>('/integration/messages?state=dead')
    await comes(async () => (await dead()).items.length > 0)
    await world.advance(10 * minute)
    expect(told(serial, '3.31.0.18')).toEqual([])
    const { problems } = await world.get<{ problems: { kind: string }[] }>('/summary')
    expect(problems.map(({ kind }) => kind)).toContain('messages-dead')
    mdm.refuses = false
    for (const { id } of (await dead()).items) await world.post(`/integration/messages/${id}/resend`, {})
    await comes(() => told(serial, '3.31.0.18').some(({ verb }) => verb === 'closed'))
    expect((await dead()).items).toEqual([])
  })

  test('uc UC10-9 a meter behind a cut cable is left to a technician, whose tool closes its line and the activity', async () => {
    const lost = serials.at(-1)!
    world.faults.set({ kind: 'dead-repeater', target: lost })
    const id = 'limits'
    await world.post('/activities', {
      id,
      name: 'Limits',
      kind: 'limit',
      parameters: { watts: 3300 },
      retries: 1,
      expires: new Date(world.clock.time + 20 * minute).toISOString(),
      targets: { concentrators: ['C1'] },
    })
    const over = await activityOver(world, id)
    expect(over.counts).toMatchObject({ total: serials.length, succeeded: serials.length - 1 })
    const left = (await linesOf(world, id)).filter(({ state }) => !['done', 'verified'].includes(state))
    expect(left).toMatchObject([{ endDevice: lost, state: 'expired' }])

    const boss = (await world.post<{ token: string }>('/tokens', { name: 'boss', role: 'administrator' }))
      .token
    const tech = (await world.post<{ token: string }>('/tokens', { name: 'tech', role: 'operator' })).token
    const as = async (token: string, ...args: string[]) => {
      const { code, stdout, stderr } = await ferraris(args, { env: { FERRARIS_API_TOKEN: token } })
      expect([code, args.slice(0, 2), stderr]).toEqual([0, args.slice(0, 2), expect.any(String)])
      return stdout
    }
    const at = ['--head-end', world.url]
    const data = ['--data', join(world.data, 'tablet')]
    const order = join(world.data, 'work-orders.json')
    const { key } = await world.get<{ key: string }>('/work-orders/key')
    await as('', 'field', 'init', ...data, '--', key)
    await as(tech, 'field', 'register', 'tablet-7', ...data, ...at)
    await as(boss, 'field', 'approve', 'tablet-7', ...at)
    const made = await as(
      tech,
      'work-request',
      'create',
      '--activity',
      id,
      '--reason',
      'no answer',
      '--json',
      ...at,
    )
    const request = (JSON.parse(made) as { id: string }).id
    await as(boss, 'work-request', 'issue', request, '--device', 'tablet-7', '--out', order, ...at)
    const uri = defined(await world.district.fronts.probe(lost), 'its optical port')
    await as('', 'field', 'work', order, '--meter', lost, '--at', uri, ...data)
    await as(tech, 'field', 'upload', ...data, ...at)

    expect((await linesOf(world, id)).find(({ endDevice }) => endDevice === lost)).toMatchObject({
      state: 'done',
      way: 'field',
      detail: expect.stringContaining('done in field'),
    })
    expect(await world.get(`/activities/${id}`)).toMatchObject({
      state: 'done',
      counts: { total: serials.length, succeeded: serials.length, failed: 0 },
    })
    const verbs = () =>
      mdm
        .events('WorkRequests')
        .map(({ Header: { Verb: verb }, Payload: payload }) => [
          verb,
          payload?.WorkRequests?.WorkRequest?.flatMap(({ Work: works = [] }) =>
            works.flatMap(({ WorkTasks: tasks = [] }) =>
              tasks.flatMap(({ Assets: assets = [] }) => assets.map(({ serialNumber }) => serialNumber)),
            ),
          ),
        ])
    await comes(() => verbs().length >= 2)
    expect(verbs()).toEqual([
      ['created', [lost]],
      ['closed', [lost]],
    ])
    world.faults.clear('dead-repeater')
    await comes(
      async () => (await world.get<{ state: string }>(`/end-devices/${lost}`)).state === 'reachable',
      24 * hour,
    )
    expect(await shown(world, lost, '0.0.17.0.0', 4)).toContain(' 3300')
  })
})
