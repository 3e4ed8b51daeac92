import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hour, SimulatedWorld } from './simulated-world.ts'

let world: SimulatedWorld
beforeAll(async () => {
  world = await SimulatedWorld.begin({
    meters: 3,
    direct: 0,
    substations: 1,
    start: Date.parse('2026-11-18T11:00:00Z'),
  })
  // The commissioning of the meters.
  await world.advance(hour)
})
afterAll(() => world.close())

interface Control {
  readonly way: string
  readonly state: string
  readonly waitsFor: string | null
  readonly cause: string | null
  readonly detail: string | null
  readonly steps: readonly { readonly action?: string; readonly target: string; readonly outcome: string }[]
}

const calendar = {
  name: 'ONE',
  seasons: [{ name: 'ALL', start: '*-01-01', week: 'W' }],
  weeks: [{ name: 'W', days: [1, 1, 1, 1, 1, 1, 1] }],
  days: [{ day: 1, switches: [{ at: '00:00', script: 3 }] }],
}

/** What a session takes on the line, several times over. */
const mostSeconds = 3000

/** An order to the last meter of the section, through the concentrator's tunnel, when it is over. */
async function ordered(kind: string, parameters: object): Promise<Control> {
  const { serial } = world.district.meters.at(-1)!
  const { id } = await world.post<{ id: string }>('/end-device-controls', {
    endDevice: serial,
    kind,
    parameters,
  })
  const control = () => world.get<Control>(`/end-device-controls/${id}`)
  // A session goes second by second, as its lease does.
  for (let second = 0; second < mostSeconds; second++) {
    const now = await control()
    if (now.waitsFor === null) return now
    await world.advance(1000)
    await delay(5)
  }
  return await control()
}

test.each([
  ['uc 2.b.2-4 a limit of what is fed in', 'export-limit', { watts: 2000 }],
  ['uc 2.b.4-1 a contract', 'contract', { watts: 4500, overSeconds: 120, groups: [3] }],
  ['uc 2.b.4-2 a control mode', 'switch', { connected: true, mode: 4 }],
  ['uc 2.c.1-1 a message', 'display-message', { text: 'Works on Thursday', seconds: 3600 }],
  ['uc 3.b.1-1 a calendar', 'tariff-calendar', calendar],
  ['uc 2.b.2-2 a policy', 'security-policy', { protection: 'authenticated-encrypted' }],
])('%s reaches a meter behind its concentrator and is read back', async (_, kind, parameters) => {
  const { way, state, detail, steps } = await ordered(kind, parameters)
  expect({ way, detail }).toEqual({ way: 'session', detail: null })
  expect(['verified', 'done']).toContain(state)
  expect(steps.some(({ outcome }) => outcome === 'verified')).toBe(true)
})

test('uc 2.b.2-1 several actions are one association with an answer each', async () => {
  const actions = [
    { kind: 'alarm-filter', parameters: { alarms: ['fraudAttempt'] } },
    { kind: 'special-days', parameters: { days: [{ date: '*-12-25', day: 1 }] } },
    { kind: 'limit', parameters: { watts: 3000, object: '0.0.17.9.9' } },
    { kind: 'limit', parameters: { watts: 3000 } },
  ]
  const { state, steps } = await ordered('sequence', { actions, onFailure: 'go-on' })
  expect(state).toBe('failed')
  expect(steps.map(({ action, outcome }) => [action, outcome])).toEqual([
    ['1 alarm-filter', 'verified'],
    ['2 special-days', 'verified'],
    ['3 limit', 'refused'],
    ['4 limit', 'verified'],
  ])
})
