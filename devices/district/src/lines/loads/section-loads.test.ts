import { zone } from '@ferraris/cosem'
import { civilDay, LocalCalendar, syntheticHousehold } from '@ferraris/meter'
import { expect, test } from 'vitest'
import { type Episode, quarterAfter, quartersPerDay } from './episodes.ts'
import { SectionLoads } from './section-loads.ts'

const day = civilDay(2026, 11, 20)
const noon = day * quartersPerDay + 48
const homes = [1, 2, 3].map(number => ({
  serial: `FER0000000${number}`,
  substation: number === 3 ? 'S2' : 'S1',
  load: syntheticHousehold(1, number),
}))
const [one, two, three] = homes.map(({ load }) => load.day(day))
function loads(...episodes: Episode[]) {
  return new SectionLoads(homes, episodes)
}
function flow({ import: drawn, export: fed }: { import: Int32Array; export: Int32Array }, quarter: number) {
  return drawn[quarter]! - fed[quarter]!
}

test('a transformer delivers what its homes draw, and what the lines lose by the square of it', () => {
  const delivered = loads().delivered('S1').day(day)
  for (let quarter = 0; quarter < quartersPerDay; quarter++) {
    const sum = flow(one!, quarter) + flow(two!, quarter)
    // 1.5 per cent at 350 W a home.
    const lost = (0.015 * (4 * sum) ** 2) / (2 * 350) / 4
    expect(Math.abs(flow(delivered, quarter) - sum - lost)).toBeLessThanOrEqual(0.5)
  }
})

test('what goes past a meter is not counted from then on, and delivered all the same', () => {
  const bypassed = loads({ kind: 'bypass', serial: 'FER00000001', from: noon, share: 0.7 })
  const counted = bypassed.counted('FER00000001').day(day).import
  expect(counted.subarray(0, 48)).toEqual(one!.import.subarray(0, 48))
  expect([...counted.subarray(48)]).toEqual(
    [...one!.import.subarray(48)].map(value => Math.round(value * 0.3)),
  )
  expect(bypassed.delivered('S1').day(day)).toEqual(loads().delivered('S1').day(day))
})

test('a home without supply draws nothing, and has drawn it for ever', () => {
  const out = loads({ kind: 'outage', serial: 'FER00000001', from: noon, to: noon + 4 })
  const counted = out.counted('FER00000001').day(day).import
  expect([...counted.subarray(48, 52)]).toEqual([0, 0, 0, 0])
  expect(counted[52]).toBe(one!.import[52])
  expect(flow(out.delivered('S1').day(day), 49)).toBeLessThanOrEqual(Math.ceil(flow(two!, 49) * 1.2))
})

test('a home that was moved is delivered by the other transformer while it is there', () => {
  const moved = loads({ kind: 'elsewhere', serial: 'FER00000001', from: noon, substation: 'S2' })
  const there = moved.delivered('S2').day(day)
  expect(flow(there, 47)).toBe(flow(loads().delivered('S2').day(day), 47))
  const sum = flow(one!, 60) + flow(three!, 60)
  expect(Math.abs(flow(there, 60) - sum)).toBeLessThanOrEqual(Math.ceil(0.2 * Math.abs(sum)))
})

test('an episode begins with the next quarter hour, across midnight and the change of the clocks', () => {
  const calendar = new LocalCalendar(zone('Europe/Rome'))
  const at = (text: string) => quarterAfter(calendar, Date.parse(text))
  expect(at('2026-11-20T12:00:00+01:00')).toBe(noon)
  expect(at('2026-11-20T12:00:01+01:00')).toBe(noon + 1)
  expect(at('2026-11-20T23:50:00+01:00')).toBe((day + 1) * quartersPerDay)
  // 02:30 comes twice on that day, and is one wall-clock quarter.
  expect(at('2026-10-25T02:30:00+02:00')).toBe(at('2026-10-25T02:30:00+01:00'))
})
