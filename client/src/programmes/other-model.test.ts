import { classes } from '@ferraris/cosem/classes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModel } from '../access/model.ts'
import { monday, programmedMeter } from './programmed-meter.fixture.ts'

let bench: Awaited<ReturnType<typeof programmedMeter>>
beforeAll(async () => {
  bench = await programmedMeter({ model: 'basic' })
})
afterAll(() => bench.close())

test('a meter of another model tells itself, and has fewer objects and services', async () => {
  expect(await readModel(bench.session)).toBe('FER BASIC 0.1.0')
  expect((await bench.meter.objects()).has('0.0.17.0.0.255' as never)).toBe(false)
  const { conformance } = bench.session.server
  const full = await programmedMeter()
  expect(conformance).toBeLessThan(full.session.server.conformance)
  await full.close()
})

test('is read and ordered by the same programmes, under whatever names it has its objects', async () => {
  const read = await bench.perform('read-registers', {})
  expect(read.readings?.registers?.length).toBeGreaterThan(10)
  const { steps } = await bench.perform('sequence', {
    actions: [
      { kind: 'switch', parameters: { connected: false } },
      { kind: 'switch', parameters: { connected: true } },
      { kind: 'contract', parameters: { watts: 3300, overSeconds: 90, emergencyWatts: 1000, groups: [1] } },
      {
        kind: 'tariff-calendar',
        parameters: {
          name: 'ONE',
          seasons: [{ name: 'ALL', start: '*-01-01', week: 'W' }],
          weeks: [{ name: 'W', days: [1, 1, 1, 1, 1, 1, 1] }],
          days: [{ day: 1, switches: [{ at: '00:00', script: 4 }] }],
          specialDays: [{ date: '2026-12-25', day: 1 }],
        },
      },
      { kind: 'set-clock', parameters: {} },
    ],
  })
  expect(steps.filter(({ outcome }) => outcome === 'refused' || outcome === 'differs')).toEqual([])
  expect(steps.map(({ target }) => target)).toEqual(
    expect.arrayContaining(['0.0.17.0.2.255 thresholdNormal', '0.0.13.0.1.255 calendarNameActive']),
  )
  bench.goTo(monday + 3_600_000)
  expect((await bench.meter.object(classes.data, '0.0.96.14.0').read('value')).value).toBe(4)
})

test.each([
  ['export-limit', { watts: 0 }],
  ['display-message', { text: 'Hello' }],
  ['push-setup', { retries: 1 }],
])('%s, for which it has no object, is a step that says so', async (kind, parameters) => {
  const { steps } = await bench.perform(kind, parameters)
  expect(steps).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('the meter has no') }])
})
