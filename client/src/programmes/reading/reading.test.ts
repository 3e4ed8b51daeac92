import { afterAll, beforeAll, expect, test } from 'vitest'
import { monday, programmedMeter } from '../programmed-meter.fixture.ts'

let bench: Awaited<ReturnType<typeof programmedMeter>>
beforeAll(async () => {
  bench = await programmedMeter()
})
afterAll(() => bench.close())

test('registers that are named have a step each; one that is not there is refused', async () => {
  const { steps, readings } = await bench.perform('read-registers', {
    registers: ['1.0.1.8.0', '1.0.99.99.0'],
  })
  expect(steps).toMatchObject([
    { outcome: 'done', found: expect.stringMatching(/Wh$/) },
    { outcome: 'refused' },
  ])
  expect(readings?.registers).toHaveLength(2)
  const all = await bench.perform('read-registers', {})
  expect(all.readings?.registers?.length).toBeGreaterThan(15)
})

test('a profile is read by local days', async () => {
  const { steps, readings } = await bench.perform('read-profile', { from: '2026-10-25', to: '2026-10-25' })
  // The day on which summer time ends has 100 quarter hours, and an opening row.
  expect(steps).toEqual([{ target: '1.0.99.1.0.255 buffer', outcome: 'done', found: '101 rows' }])
  expect(readings?.profiles?.[0]?.count).toBe(101)
})

test('event logs are those that the meter has', async () => {
  const { steps, readings } = await bench.perform('read-events', { from: '2026-09-01', to: '2026-11-02' })
  expect(steps.length).toBeGreaterThan(3)
  expect(readings?.profiles?.some(({ count }) => count > 0)).toBe(true)
})

test('any attributes, with what the meter refuses', async () => {
  const { steps, readings } = await bench.perform('read-attributes', {
    attributes: [{ object: '0.0.96.3.10', attribute: 4 }, { object: '0.0.96.99.99' }],
  })
  expect(steps).toMatchObject([
    { target: '0.0.96.3.10.255:4', outcome: 'done' },
    { outcome: 'refused', reason: 'object-undefined' },
  ])
  expect(readings?.attributes).toHaveLength(1)
})

test('a clock that is wrong is set once', async () => {
  bench.device.store.setClock(monday / 1000 + 300, monday / 1000)
  const { steps, detail } = await bench.perform('set-clock', {})
  expect(steps).toMatchObject([
    { target: '0.0.1.0.0.255 time', outcome: 'verified', found: '0 s from our time' },
  ])
  expect(detail).toContain('300')
  expect(await bench.perform('set-clock', {})).toMatchObject({ steps: [{ reason: 'was so already' }] })
})

test('a clock that has drifted is shifted, by what it is certainly off', async () => {
  bench.device.store.setClock(monday / 1000 - 45, monday / 1000)
  // It shows whole seconds: what it may be within one is no error.
  expect(await bench.perform('set-clock', {})).toMatchObject({
    steps: [{ outcome: 'verified', wrote: 'shifted by 44 s', found: '0 s from our time' }],
    detail: expect.stringContaining('-44'),
  })
})
