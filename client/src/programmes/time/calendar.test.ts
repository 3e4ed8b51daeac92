import { classes } from '@ferraris/cosem/classes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { monday, programmedMeter } from '../programmed-meter.fixture.ts'

let bench: Awaited<ReturnType<typeof programmedMeter>>
beforeAll(async () => {
  bench = await programmedMeter()
})
afterAll(() => bench.close())

/** Tariff 1 by day, tariff 4 by night; day profile 2 is tariff 3 all day. */
const calendar = {
  name: 'TWO-BAND',
  seasons: [{ name: 'ALL', start: '*-01-01', week: 'WEEK' }],
  weeks: [{ name: 'WEEK', days: [1, 1, 1, 1, 1, 1, 1] }],
  days: [
    {
      day: 1,
      switches: [
        { at: '00:00', script: 4 },
        { at: '07:00', script: 1 },
        { at: '21:00', script: 4 },
      ],
    },
    { day: 2, switches: [{ at: '00:00', script: 3 }] },
  ],
}

async function activeTariff(): Promise<unknown> {
  return (await bench.meter.object(classes.data, '0.0.96.14.0').read('value')).value
}

const hour = 3_600_000

test('a calendar is written, takes over at once, is read back, and switches the tariff registers', async () => {
  const { steps } = await bench.perform('tariff-calendar', calendar)
  expect(steps.map(({ target, outcome }) => [target.split(' ')[1], outcome])).toEqual([
    ['calendarNamePassive', 'verified'],
    ['seasonProfilePassive', 'verified'],
    ['weekProfileTablePassive', 'verified'],
    ['dayProfileTablePassive', 'verified'],
    ['activatePassiveCalendar', 'done'],
    ['calendarNameActive', 'verified'],
    ['seasonProfileActive', 'verified'],
    ['weekProfileTableActive', 'verified'],
    ['dayProfileTableActive', 'verified'],
  ])
  bench.goTo(monday + hour)
  expect(await activeTariff()).toBe(1)
  bench.goTo(monday + 10 * hour)
  expect(await activeTariff()).toBe(4)
  const [before] = await bench.meter.registers(['1.0.1.8.4.255' as never])
  bench.goTo(monday + 14 * hour)
  const [after] = await bench.meter.registers(['1.0.1.8.4.255' as never])
  expect((after as { value: number }).value).toBeGreaterThan((before as { value: number }).value)
})

test('asked again it finds the calendar in force and activates nothing', async () => {
  const { steps } = await bench.perform('tariff-calendar', calendar)
  expect(steps).toHaveLength(4)
  expect(steps.every(({ outcome }) => outcome === 'verified')).toBe(true)
})

test('special days follow their own day profile', async () => {
  const { steps } = await bench.perform('special-days', { days: [{ date: '*-11-03', day: 2 }] })
  expect(steps).toMatchObject([{ target: '0.0.11.0.0.255 entries', outcome: 'verified' }])
  bench.goTo(monday + 20 * hour)
  expect(await activeTariff()).toBe(3)
})

test('one with a time waits for it, and one that comes after it takes its place whole', async () => {
  const later = { ...calendar, name: 'LATER', days: [{ day: 1, switches: [{ at: '00:00', script: 2 }] }] }
  const { steps } = await bench.perform('tariff-calendar', { ...later, at: '2026-11-05T00:00:00+01:00' })
  expect(steps.at(-1)).toMatchObject({
    target: expect.stringContaining('activatePassiveCalendarTime'),
    outcome: 'verified',
  })
  const { steps: other } = await bench.perform('tariff-calendar', {
    ...later,
    name: 'OTHER',
    at: '2026-11-06T00:00:00+01:00',
  })
  // The time of the first one is taken back before anything of the second is written.
  expect(other[0]).toMatchObject({
    target: expect.stringContaining('activatePassiveCalendarTime'),
    outcome: 'verified',
  })
  const name = () => bench.meter.object(classes.activityCalendar, '0.0.13.0.0').read('calendarNameActive')
  bench.goTo(Date.UTC(2026, 10, 5, 12))
  expect(Buffer.from(await name()).toString()).toBe('TWO-BAND')
  bench.goTo(Date.UTC(2026, 10, 6, 12))
  expect(Buffer.from(await name()).toString()).toBe('OTHER')
  expect(await activeTariff()).toBe(2)
})

test('a calendar with a gap is refused before anything is written', async () => {
  const weeks = [{ name: 'WEEK', days: [1, 1, 1, 1, 1, 9, 9] }]
  const { steps } = await bench.perform('tariff-calendar', { ...calendar, weeks })
  expect(steps).toEqual([
    { target: 'calendar', outcome: 'refused', reason: expect.stringContaining('day profile 9') },
  ])
})

test('what the meter logs of it', async () => {
  const { readings } = await bench.perform('read-events', {
    from: '2026-11-02',
    to: '2026-11-06',
    logs: ['0.0.99.98.0'],
  })
  const codes = readings?.profiles?.[0]?.rows.map(([, code]) => code?.value)
  // 19: a calendar was programmed, 9: one took over.
  expect(codes).toEqual(expect.arrayContaining([19, 9]))
})
