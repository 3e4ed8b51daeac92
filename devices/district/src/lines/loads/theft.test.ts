import { type CivilDay, civilDay, type LoadSource, syntheticHousehold } from '@ferraris/meter'
import { lossStepOf, pastMeter, type SectionDay, withoutLineLosses } from '@ferraris/metering'
import { randomFrom } from '@ferraris/power-line'
import { describe, expect, test } from 'vitest'
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

describe('the loss jumps with a meter that is bypassed', () => {
  const homesOfFifty = 50
  /** Meters are wrong by up to 0.5 % and their clocks by up to 5 s; a quarter-hour has 900. */
  const [worstGain, worstShift] = [0.005, 5 / 900]

  /** Energies as a meter counts that is a little wrong, and whose clock is a little late. */
  function inexact(net: readonly number[], gain: number, shift: number): number[] {
    return net.map((energy, i) =>
      Math.round((1 + gain) * (energy + shift * ((net[i + 1] ?? energy) - energy))),
    )
  }

  /** The homes named on each day, the likeliest first, with the share that goes past them; and the largest home. */
  function namedIn(section: number, share?: number) {
    const random = randomFrom(section)
    const homes = Array.from({ length: homesOfFifty }, (_, i) => {
      const gain = worstGain * (2 * random() - 1)
      return {
        serial: `S${section}H${i}`,
        substation: `S${section}`,
        load: syntheticHousehold(section, i),
        wrong: (net: number[]) => inexact(net, gain, worstShift * random()),
      }
    })
    const useOf = ({ load }: (typeof homes)[number]) =>
      Array.from({ length: days }, (_, n) => netOf(load, first + n).reduce((a, b) => a + b, 0)).reduce(
        (a, b) => a + b,
        0,
      )
    const largest = homes.toSorted((a, b) => useOf(b) - useOf(a))[0]!.serial
    const from = first * quartersPerDay
    const loads = new SectionLoads(
      homes,
      share === undefined ? [] : [{ kind: 'bypass', serial: largest, from, share }],
    )
    const transformer = loads.delivered(`S${section}`)
    const counted = homes.map(({ serial, wrong }) => ({ serial, wrong, load: loads.counted(serial) }))
    const named = Array.from({ length: days }, (_, n) => {
      const day = first + n
      const curves = counted.map(({ serial, wrong, load }) => ({ serial, net: wrong(netOf(load, day)) }))
      const input = netOf(transformer, day)
      const rest = withoutLineLosses({
        input,
        losses: input.map((into, i) => into - curves.reduce((sum, { net }) => sum + net[i]!, 0)),
      })
      return curves
        .flatMap(({ serial, net }) => {
          const past = pastMeter(rest, net)
          return past === undefined || past.agreement < 0.8 || past.changes < 8 ? [] : [{ serial, ...past }]
        })
        .sort((a, b) => b.agreement - a.agreement)
    })
    return { largest, named }
  }

  const sectionNumbers = Array.from({ length: sections }, (_, section) => section)

  test('in 20 healthy sections of 50 homes none is named in 30 days', () => {
    expect(sectionNumbers.flatMap(section => namedIn(section).named.flat())).toEqual([])
  })

  test('30 % past the largest home are told within a day on most days, that home is the first, and the share is right', () => {
    const found = sectionNumbers.flatMap(section => {
      const { largest, named } = namedIn(section, 0.3)
      return named.flatMap(([likeliest]) =>
        likeliest === undefined ? [] : [{ ...likeliest, isRight: likeliest.serial === largest }],
      )
    })
    expect(found.length).toBeGreaterThan(0.7 * sections * days)
    expect(found.filter(({ isRight }) => !isRight)).toEqual([])
    for (const { share } of found) expect(Math.abs(share - 0.3)).toBeLessThan(0.07)
  })
})
