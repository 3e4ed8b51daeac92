import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import type { MeterFront } from './front.ts'
import type { PlayedScenario, SimulatedFault, Simulation } from './simulation.ts'

const since = Date.parse('2026-11-20T12:00:00Z')
let faults: SimulatedFault[] = []
let page: MeterFront['page']
let played: PlayedScenario | undefined
/** A district of one home: enough to see what is handed through. */
const simulation: Simulation = {
  describe: async () => ({
    live: true,
    lineTime: since,
    ties: [],
    direct: ['FER00000009'],
    faults,
    scenario: played,
    scenarios: [{ name: 'storm', title: 'A storm', means: 'Wind' }],
    substations: [
      {
        id: 'S1',
        x: 0,
        y: 0,
        concentrator: 'C1',
        balanceMeter: 'FER00000001',
        boxes: [{ id: 'B1', x: 10, y: 0, feeder: 'F1' }],
        sections: [{ id: 'a', from: 'S1', to: 'B1', metres: 10, cable: 'underground', state: 'closed' }],
        homes: [
          {
            id: 'H1',
            x: 10,
            y: 5,
            box: 'B1',
            phases: [1],
            supplied: true,
            serial: 'FER00000002',
            aca: '464500000002',
          },
        ],
      },
    ],
  }),
  async setFault(order) {
    if (order.target !== 'a') return { field: 'target', detail: 'no section is called so' }
    const { until = null, for: seconds, ...fault } = order
    faults.push({
      ...fault,
      since,
      until: seconds === undefined ? until : since + 1000 * seconds,
      meters: [],
    })
    return undefined
  },
  async play(scenario, speed = 1) {
    if (scenario !== 'storm') return { field: 'steps[0].depth', detail: 'too deep' }
    const step = { after: 60, set: { kind: 'sag', target: 'S1' } } as const
    const told = { name: 'storm', title: 'A storm', means: 'Wind', steps: [step] }
    played = { scenario: told, speed, begun: since, done: 0, refused: [] }
    return undefined
  },
  display: async serial =>
    serial === 'FER00000009'
      ? {
          shown: since / 1000,
          isDark: false,
          text: page === undefined ? 'FERRARIS - WELCOME' : undefined,
          page,
          leds: { active: { constant: 1000, pulses: 7 }, reactive: { constant: 1000, pulses: 0 } },
          tariff: 1,
          supply: 2,
          covers: { meter: 'closed', terminal: 'open' },
          errors: ['ramError'],
        }
      : null,
  customerDevice: async serial =>
    serial === 'FER00000009'
      ? {
          plate: { id: 'DU-1', aca: '445500000001', pod: 'IT001E00000001' },
          view: { time: since / 1000, trouble: null, meters: [] },
          days: [{ date: '2026-11-20', imported: [40, null], filled: 0 }],
          counters: [],
          heard: [{ at: since / 1000, frame: { frame: 22 } }],
          replicas: 3,
        }
      : null,
  async press(serial, button) {
    if (serial !== 'FER00000009') return null
    if (button === 'down')
      page = { number: 1, obis: '1.0.1.8.0.255', name: 'Active energy', value: 42, unit: 'Wh' }
    return button === 'down'
  },
  async stopPlaying() {
    played = undefined
    return true
  },
  async clearFaults(kind, target) {
    const before = faults.length
    faults = faults.filter(fault => fault.kind !== kind || (target !== undefined && fault.target !== target))
    return before - faults.length
  },
}

let fixture: TestApp
let token: string
let viewer: string
/** The test's own word, to begin and end a simulation. */
let parts: { simulation?: Simulation | undefined }
beforeAll(async () => {
  fixture = await openTestApp()
  parts = fixture.parts
  parts.simulation = simulation
  token = (await fixture.parts.people.tokens.issue('operator', 'operator'))!
  viewer = (await fixture.parts.people.tokens.issue('viewer', 'viewer'))!
})
afterAll(() => fixture.close())

function ask(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, payload?: object, as = token) {
  return fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${as}` },
    ...(payload && { payload }),
  })
}

test('a simulated district is shown with its places and its faults', async () => {
  const answer = await ask('GET', '/simulation', undefined, viewer)
  expect(answer.statusCode).toBe(200)
  expect(answer.json()).toMatchObject({
    live: true,
    lineTime: '2026-11-20T12:00:00.000Z',
    substations: [{ concentrator: 'C1', homes: [{ serial: 'FER00000002', x: 10, y: 5 }] }],
  })
})

test("a simulated customer's device is seen as in its home", async () => {
  const path = '/simulation/meters/FER00000009/customer-device'
  expect((await ask('GET', path, undefined, viewer)).json()).toMatchObject({
    device: 'DU-1',
    time: '2026-11-20T12:00:00.000Z',
    association: 'waiting',
    power: null,
    days: [{ date: '2026-11-20', values: [40, null] }],
    heard: [{ at: '2026-11-20T12:00:00.000Z', frame: 22 }],
  })
  expect((await ask('GET', path.replace('09', '08'), undefined, viewer)).statusCode).toBe(404)
})

test('an operator sets a fault and ends it; a viewer may only look', async () => {
  expect((await ask('PUT', '/simulation/faults/cut-cable', { target: 'a' }, viewer)).statusCode).toBe(403)
  const set = await ask('PUT', '/simulation/faults/cut-cable', { target: 'a' })
  expect(set.json()).toEqual({
    items: [{ kind: 'cut-cable', target: 'a', since: '2026-11-20T12:00:00.000Z', until: null, meters: [] }],
  })
  expect((await ask('DELETE', '/simulation/faults/cut-cable?target=a')).statusCode).toBe(204)
  expect((await ask('GET', '/simulation')).json().faults).toEqual([])
})

test('a fault that cannot be is refused with the reason', async () => {
  const refused = await ask('PUT', '/simulation/faults/cut-cable', { target: 'b' })
  expect([refused.statusCode, refused.json().errors]).toEqual([
    400,
    [{ parameter: 'target', detail: 'no section is called so' }],
  ])
  expect((await ask('PUT', '/simulation/faults/earthquake', { target: 'a' })).statusCode).toBe(400)
})

test('an operator plays a scenario and ends it; a step that cannot be is named', async () => {
  expect((await ask('PUT', '/simulation/scenario', { name: 'storm' }, viewer)).statusCode).toBe(403)
  const refused = await ask('PUT', '/simulation/scenario', { scenario: { steps: [] } })
  expect([refused.statusCode, refused.json().errors[0].parameter]).toEqual([400, 'steps[0].depth'])
  expect((await ask('PUT', '/simulation/scenario', { name: 'storm', speed: 60 })).statusCode).toBe(204)
  expect((await ask('GET', '/simulation')).json().scenario).toMatchObject({
    name: 'storm',
    steps: [{ at: '2026-11-20T12:00:01.000Z', kind: 'sag', target: 'S1', mends: false, state: 'due' }],
  })
  expect((await ask('DELETE', '/simulation/scenario')).statusCode).toBe(204)
  expect((await ask('GET', '/simulation')).json().scenario).toBeUndefined()
})

test('everyone sees the front of a meter; an operator presses its buttons', async () => {
  const path = '/simulation/meters/FER00000009/front'
  expect((await ask('GET', path, undefined, viewer)).json()).toEqual({
    serial: 'FER00000009',
    shown: '2026-11-20T12:00:00.000Z',
    dark: false,
    text: 'FERRARIS - WELCOME',
    page: null,
    leds: { active: { constant: 1000, pulses: 7 }, reactive: { constant: 1000, pulses: 0 } },
    tariff: 1,
    supply: 'ready-for-reconnection',
    covers: { meter: 'closed', terminal: 'open' },
    errors: ['ramError'],
  })
  expect((await ask('POST', path, { button: 'down' }, viewer)).statusCode).toBe(403)
  expect((await ask('POST', path, { button: 'left' })).statusCode).toBe(400)
  expect((await ask('POST', path, { button: 'down' })).json()).toMatchObject({
    text: null,
    page: { number: 1, value: 42 },
  })
  for (const answer of [
    await ask('GET', '/simulation/meters/FER1/front'),
    await ask('POST', '/simulation/meters/FER1/front', { button: 'down' }),
  ])
    expect([answer.statusCode, answer.json().detail]).toEqual([404, 'no simulated meter is called FER1'])
})

test('a harm has an end, and parameters of its kind', async () => {
  const { statusCode, json } = await ask('PUT', '/simulation/faults/sag', {
    target: 'a',
    depth: 0.4,
    for: 20,
  })
  expect([statusCode, json().items.at(-1)]).toEqual([
    200,
    {
      kind: 'sag',
      target: 'a',
      depth: 0.4,
      since: '2026-11-20T12:00:00.000Z',
      until: '2026-11-20T12:00:20.000Z',
      meters: [],
    },
  ])
  for (const wrong of [{ for: 0 }, { for: 'long' }, { until: 'tomorrow' }, { phase: 'L4' }, { other: 1 }])
    expect([
      wrong,
      (await ask('PUT', '/simulation/faults/sag', { target: 'a', ...wrong })).statusCode,
    ]).toEqual([wrong, 400])
  await ask('DELETE', '/simulation/faults/sag')
})

test('without a simulation there is none to be found', async () => {
  parts.simulation = undefined
  for (const answer of [
    await ask('GET', '/simulation'),
    await ask('PUT', '/simulation/faults/cut-cable', { target: 'a' }),
    await ask('DELETE', '/simulation/faults/cut-cable'),
    await ask('GET', '/simulation/meters/FER00000009/front'),
  ]) {
    expect(answer.statusCode).toBe(404)
  }
})
