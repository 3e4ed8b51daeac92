import { classes } from '@ferraris/cosem/classes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { programmedMeter } from '../programmed-meter.fixture.ts'

let bench: Awaited<ReturnType<typeof programmedMeter>>
beforeAll(async () => {
  bench = await programmedMeter()
})
afterAll(() => bench.close())

function supply() {
  return bench.meter.object(classes.disconnectControl, '0.0.96.3.10')
}

test('a disconnection reads the registers first, opens the switch, and is not repeated when its answer was lost', async () => {
  const first = await bench.perform('switch', { connected: false, finalReading: true })
  expect(first.steps).toEqual([
    {
      target: '0.0.96.3.10.255 controlState',
      outcome: 'verified',
      wrote: 'remoteDisconnect',
      found: 'disconnected',
    },
  ])
  expect(first.readings?.registers?.[0]).toMatchObject({ obis: '1.0.1.8.0.255', unit: 'Wh' })
  expect(await supply().read('outputState')).toBe(false)
  const { moves } = bench.device.store.supply
  const again = await bench.perform('switch', { connected: false, finalReading: true })
  expect(again.steps).toMatchObject([{ outcome: 'verified', found: 'disconnected' }])
  expect(bench.device.store.supply.moves).toBe(moves)
})

test('in a mode with the button the switch is made ready, and the step says so', async () => {
  await bench.perform('switch', { connected: false })
  const { steps } = await bench.perform('switch', { connected: true, mode: 3 })
  expect(steps).toMatchObject([
    { target: '0.0.96.3.10.255 controlMode', outcome: 'verified', wrote: 'enum 3' },
    { outcome: 'verified', found: '0.0 V' },
    { outcome: 'done', found: 'ready-for-reconnection', reason: expect.stringContaining('button') },
  ])
  await bench.perform('switch', { connected: false })
  const { steps: closed } = await bench.perform('switch', { connected: true, mode: 4 })
  expect(closed.at(-1)).toMatchObject({ outcome: 'verified', found: 'connected' })
})

test('voltage on the load side keeps the switch open, unless the check is switched off', async () => {
  await bench.perform('switch', { connected: false })
  bench.device.store.supply.backFeed = 2271
  const { steps } = await bench.perform('switch', { connected: true })
  expect(steps).toMatchObject([{ outcome: 'refused', found: '227.1 V' }])
  expect(await supply().read('outputState')).toBe(false)
  bench.device.store.supply.backFeed = 0
  const { steps: closed } = await bench.perform('switch', { connected: true })
  expect(closed).toMatchObject([
    { outcome: 'verified', found: '0.0 V' },
    { outcome: 'verified', found: 'connected' },
  ])
})

test('mode 0, which closes by itself, is not set while something feeds the home from behind', async () => {
  await bench.perform('switch', { connected: false })
  bench.device.store.supply.backFeed = 2304
  const { steps } = await bench.perform('switch', { connected: true, mode: 0 })
  expect(steps).toMatchObject([{ outcome: 'refused', found: '230.4 V' }])
  expect(bench.device.store.supply).toMatchObject({ outputState: false, controlMode: 4 })
  bench.device.store.supply.backFeed = 0
  await bench.perform('switch', { connected: true })
})

test('mode 0 never opens: the refusal of the meter is a step', async () => {
  const { steps } = await bench.perform('switch', { connected: false, mode: 0 })
  expect(steps.at(-1)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('refuses') })
  await bench.perform('switch', { connected: true, mode: 4 })
})

test('where the switch stands is read with its mode and the voltage behind it, and nothing is moved', async () => {
  const { moves } = bench.device.store.supply
  const { steps, readings } = await bench.perform('read-supply', {})
  expect(steps).toMatchObject([
    { target: '0.0.96.3.10.255 outputState', outcome: 'done' },
    { target: '0.0.96.3.10.255 controlState', outcome: 'done', found: 'connected' },
    { target: '0.0.96.3.10.255 controlMode', outcome: 'done' },
    { outcome: 'done', found: expect.stringMatching(/ V$/) },
  ])
  expect(readings?.supply).toMatchObject({ controlState: 'connected', outputState: true, controlMode: 4 })
  expect(bench.device.store.supply.moves).toBe(moves)
  const off = await bench.perform('switch', { connected: false })
  expect(off.readings?.supply).toMatchObject({
    controlState: 'disconnected',
    outputState: false,
    loadSideVolts: 0,
  })
  await bench.perform('switch', { connected: true })
})

test('a switch that is named and is not there is refused', async () => {
  const { steps, readings } = await bench.perform('read-supply', { object: '0.0.96.3.99' })
  expect(steps).toMatchObject([{ outcome: 'refused' }])
  expect(readings).toBeUndefined()
})

test('a limit keeps the type of the threshold and is read back', async () => {
  const { steps } = await bench.perform('limit', { watts: 3300 })
  expect(steps).toMatchObject([
    { target: '0.0.17.0.0.255 thresholdNormal', outcome: 'verified', found: 'double-long-unsigned 3300' },
  ])
  expect(await bench.perform('limit', { watts: 3300 })).toMatchObject({
    steps: [{ outcome: 'verified', reason: 'was so already' }],
  })
  await bench.perform('limit', { watts: 10_000_000 })
})

test.each([
  ['switch', {}, /switch/],
  ['switch', { connected: 'yes' }, /connected/],
  ['switch', { connected: true, mode: 7 }, /mode/],
  ['switch', { connected: true, object: '1.2.3' }, /object/],
  ['limit', { watts: -1 }, /watts/],
  ['limit', { watts: 1, more: 2 }, /limit/],
])('%s with %j is refused before anything is sent', async (kind, parameters, where) => {
  await expect(bench.perform(kind, parameters)).rejects.toMatchObject({
    code: 'parameters-wrong',
    path: expect.stringMatching(where),
  })
})

test('an object that the meter does not have is a step that names it', async () => {
  const { steps } = await bench.perform('limit', { watts: 3000, object: '0.0.17.9.9' })
  expect(steps).toMatchObject([
    { target: '0.0.17.9.9', outcome: 'refused', reason: expect.stringContaining('71') },
  ])
})
