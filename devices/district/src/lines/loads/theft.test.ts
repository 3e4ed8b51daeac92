import { type CivilDay, civilDay, type LoadSource, syntheticHousehold } from '@ferraris/meter'
import { lossStepOf, type SectionDay } from '@ferraris/metering'
import { expect, test } from 'vitest'
import { type Episode, quartersPerDay } from './episodes.ts'
import { SectionLoads } from './section-loads.ts'

const sections = 20
const homesOf = 40
const learnedDays = 14
const days = 30
const first = civilDay(2026, 10, 1)

function homesIn(section: number) {
  return Array.from({ length: homesOf }, (_, i) => ({
    serial: `S${section}H${i}`,
    substation: `S${section}`,
    load: syntheticHousehold(section, i),
  }))
}

function netOf(load: LoadSource, day: CivilDay): number[] {
  const { import: drawn, export: fed } = load.day(day)
  return Array.from(drawn, (energy, i) => energy - fed[i]!)
}

/** What the section's transformer delivers on each day, and what of it no meter counts. */
function balancesOf(section: number, episodes: readonly Episode[]): SectionDay[] {
  const homes = homesIn(section)
  const loads = new SectionLoads(homes, episodes)
  const transformer = loads.delivered(`S${section}`)
  const counted = homes.map(({ serial }) => loads.counted(serial))
  return Array.from({ length: learnedDays + days }, (_, n) => {
    const day = first + n
    const input = netOf(transformer, day)
    const sum = new Float64Array(quartersPerDay)
    for (const meter of counted) for (const [i, net] of netOf(meter, day).entries()) sum[i]! += net
    return { input, losses: input.map((into, i) => into - sum[i]!) }
  })
}

function steps(balances: readonly SectionDay[]): number[] {
  return balances.flatMap((day, n) =>
    n >= learnedDays && lossStepOf(balances.slice(Math.max(0, n - 28), n), day)?.isStep ? [n] : [],
  )
}

test('20 healthy sections give no false alarm in 30 days', () => {
  const alarms = Array.from({ length: sections }, (_, section) => steps(balancesOf(section, [])))
  expect(alarms.flat()).toEqual([])
})

test('a bypass of an ordinary home is found within two days, in nearly every section', () => {
  const begin = learnedDays + 6
  const noon = (first + begin) * quartersPerDay + 48
  const found = Array.from({ length: sections }, (_, section) => {
    const homes = homesIn(section)
    const use = homes.map(({ load }) =>
      Array.from({ length: 7 }, (_, i) => netOf(load, first + begin + i).reduce((a, b) => a + b, 0)).reduce(
        (a, b) => a + b,
        0,
      ),
    )
    // The home in the middle of its section.
    const ordinary = use.indexOf(use.toSorted((a, b) => a - b)[homesOf / 2]!)
    const episode: Episode = { kind: 'bypass', serial: homes[ordinary]!.serial, from: noon, share: 0.7 }
    return steps(balancesOf(section, [episode])).find(n => n >= begin)
  })
  const delays = found.map(n => (n === undefined ? Number.POSITIVE_INFINITY : n - begin))
  expect(delays.filter(delay => delay <= 2).length).toBeGreaterThanOrEqual(sections - 1)
})
