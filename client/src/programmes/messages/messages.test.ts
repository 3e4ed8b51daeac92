import { classes } from '@ferraris/cosem/classes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { monday, programmedMeter } from '../programmed-meter.fixture.ts'

let bench: Awaited<ReturnType<typeof programmedMeter>>
beforeAll(async () => {
  bench = await programmedMeter()
})
afterAll(() => bench.close())

async function value(name: string): Promise<unknown> {
  return (await bench.meter.object(classes.data, name).read('value')).value
}
async function shown(): Promise<string> {
  return Buffer.from((await value('0.0.96.13.1')) as Uint8Array).toString()
}

test('a message is shown for its time, and gives way to none of lower priority', async () => {
  const { steps } = await bench.perform('display-message', {
    text: 'Works on Thursday, 9 to 11',
    seconds: 3600,
    priority: 2,
  })
  expect(steps).toMatchObject([
    { target: '0.0.96.51.0.255 terms', outcome: 'verified' },
    { target: '0.0.96.13.1.255 message', outcome: 'verified' },
  ])
  const { steps: lower } = await bench.perform('display-message', { text: 'Hello', priority: 1 })
  expect(lower.at(-1)).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('temporary-failure'),
  })
  bench.goTo(monday + 59 * 60_000)
  expect(await shown()).toBe('Works on Thursday, 9 to 11')
  bench.goTo(monday + 61 * 60_000)
  expect(await shown()).toBe('')
  expect((await bench.perform('display-message', { text: 'Hello' })).steps).toMatchObject([
    { outcome: 'verified' },
  ])
  expect(await shown()).toBe('Hello')
})

test('a filter keeps an alarm out of the descriptor, not out of the register', async () => {
  expect((await bench.perform('alarm-filter', { alarms: ['clockInvalid'] })).steps).toMatchObject([
    { target: '0.0.97.98.10.255 value', outcome: 'verified', found: 'double-long-unsigned 1' },
  ])
  const { events } = bench.device.store
  events.record('associationFailure', monday / 1000)
  expect(await value('0.0.97.98.0')).toBe(1 << 13)
  expect(await value('0.0.97.98.20')).toBe(0)
  await bench.meter
    .object(classes.data, '0.0.97.98.0')
    .write('value', { type: 'double-long-unsigned', value: 0 })
  await bench.perform('alarm-filter', { alarms: ['clockInvalid', 'fraudAttempt'] })
  events.record('associationFailure', monday / 1000)
  expect(await value('0.0.97.98.20')).toBe(1 << 13)
})

test('each alarm register has its own filter, and names of another are refused by us', async () => {
  const second = { object: '0.0.97.98.11', alarms: ['neutralMissing', 'switchFailed'] }
  expect((await bench.perform('alarm-filter', second)).steps).toMatchObject([{ outcome: 'verified' }])
  expect(await value('0.0.97.98.11')).toBe(0x8000_0100)
  expect((await bench.perform('alarm-filter', { alarms: ['neutralMissing'] })).steps).toMatchObject([
    {
      outcome: 'refused',
      reason: expect.stringContaining('register 1 of profile idis has no neutralMissing'),
    },
  ])
})

test('a mask with bits that no alarm has is refused by the meter, and neither names nor mask by us', async () => {
  expect((await bench.perform('alarm-filter', { mask: 0b100 })).steps).toMatchObject([{ outcome: 'refused' }])
  expect((await bench.perform('alarm-filter', {})).steps).toMatchObject([{ outcome: 'refused' }])
})

test.each(['0.0.25.9.0', '0.1.25.9.0', '0.2.25.9.0'])(
  'push setup %s of its version is set as a whole',
  async object => {
    const { steps } = await bench.perform('push-setup', {
      object,
      destination: '192.0.2.1:4059',
      objects: [
        { object: '0.0.96.1.0', attribute: 2 },
        { object: '1.0.1.8.0', attribute: 2 },
      ],
      windows: [{ from: '01:00', to: '05:00' }],
      randomSeconds: 600,
      retries: 2,
      retrySeconds: 120,
    })
    expect(steps.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      Array(6).fill(['verified', undefined]),
    )
    const again = await bench.perform('push-setup', { object, retries: 2 })
    expect(again.steps).toMatchObject([{ outcome: 'verified', reason: 'was so already' }])
  },
)

test('what the meter could not send is refused before anything is written', async () => {
  const { steps } = await bench.perform('push-setup', {
    objects: [{ object: '9.9.9.9.9', attribute: 2 }],
    retries: 9,
  })
  expect(steps).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('9.9.9.9.9.255') }])
})

test('alarms that were dealt with are cleared in the descriptor one by one; what still holds stays in the register', async () => {
  const all = ['clockInvalid', 'fraudAttempt', 'ramError']
  await bench.perform('alarm-filter', { alarms: all })
  await bench.perform('clear-alarms', {})
  expect(await value('0.0.97.98.20')).toBe(0)
  const { events } = bench.device.store
  events.record('associationFailure', monday / 1000)
  events.record('ramError', monday / 1000)
  const [fraud, ram] = [1 << 13, 1 << 9]
  expect(await value('0.0.97.98.20')).toBe(fraud | ram)
  expect((await bench.perform('clear-alarms', { alarms: ['fraudAttempt'] })).steps).toMatchObject([
    { target: '0.0.97.98.20.255 value', outcome: 'verified', found: `double-long-unsigned ${ram}` },
  ])
  expect((await bench.perform('clear-alarms', { alarms: ['fraudAttempt'] })).steps).toMatchObject([
    { outcome: 'verified', reason: 'was so already' },
  ])
  expect((await value('0.0.97.98.0')) as number).toBe(fraud | ram)
  // An alarm that has a bit in no register of this profile.
  expect(
    (await bench.perform('clear-alarms', { alarms: ['lastGasp'], profile: 'idis' })).steps,
  ).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('no descriptor') }])
})
