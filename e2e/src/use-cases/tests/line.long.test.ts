import { SimulatedLine } from '@ferraris/district'
import { planDistrict } from '@ferraris/power-line'
import { airtime } from '@ferraris/smitp/phy'
import { expect, test } from 'vitest'

const minuteMs = 60_000
/** Eleven in the evening in Rome, an hour before a local day ends. */
const evening = Date.UTC(2026, 10, 18, 22)

function lineOf(shape: { meters: number; hops: number; seed: number }, loss: number) {
  return new SimulatedLine({ plan: planDistrict(shape), seed: shape.seed, loss, start: evening })
}

test.each([1, 2, 3])(
  'uc MM-3 200 meters over 7 hops are found in an hour, seed %i, and a dead repeater is bypassed in a quarter',
  seed => {
    // 4800 bit/s, B-PSK with convolutional code: the published air times of whole frames, milliseconds.
    for (const [length, ms] of [
      [18, 37.5],
      [40, 74.2],
      [143, 245.8],
    ] as const)
      expect(Math.abs(airtime(length) - ms)).toBeLessThan(0.1)
    const line = lineOf({ meters: 200, hops: 7, seed }, 0.05)
    line.run(evening + 60 * minuteMs)
    expect(line.hops().size).toBe(200)
    expect(Math.max(...line.hops().values())).toBeGreaterThanOrEqual(6)

    // By noon routes have settled.
    line.run(evening + 14 * 60 * minuteMs)
    const routes = line.concentrator
      .neighbours()
      .map(({ aca, route }) => [aca as string, route as readonly string[]] as const)
    const used = Map.groupBy(
      routes.flatMap(([, route]) => route),
      aca => aca,
    )
    // One that has others behind it, which may have other ways.
    const [busiest] = [...used].toSorted(([, a], [, b]) => b.length - a.length)[0]!
    const behind = routes.filter(([, route]) => route.includes(busiest)).map(([aca]) => aca)
    line.meters.find(({ adoption }) => adoption.aca === busiest)!.station.detach()
    const diedAt = line.line.now
    line.run(diedAt + 15 * minuteMs)
    // A district in which it was never there shows whom the others can reach at all.
    const without = lineOf({ meters: 200, hops: 7, seed }, 0.05)
    without.meters.find(({ adoption }) => adoption.aca === busiest)!.station.detach()
    without.run(evening + 120 * minuteMs)
    const others = new Set(
      without.concentrator
        .neighbours()
        .flatMap(({ aca, signal }) => ((signal ?? 0) > 0 ? [aca as string] : [])),
    )
    const reachable = behind.filter(aca => others.has(aca))
    expect(reachable.length).toBeGreaterThan(behind.length / 2)
    // Meters that are heard now are heard over other repeaters.
    const heard = new Map(
      line.concentrator.neighbours().map(({ aca, lastHeard }) => [aca as string, lastHeard]),
    )
    const late = reachable.filter(aca => !(heard.get(aca)! > diedAt))
    expect({ behind: behind.length, reachable: reachable.length, late }).toMatchObject({ late: [] })
  },
)

test('uc FE-2 one concentrator finds a thousand meters and reads a whole day of all of them', () => {
  const line = lineOf({ meters: 1000, hops: 3, seed: 1 }, 0.05)
  const midnight = line.day.end * 1000
  line.run(midnight + 24 * 60 * minuteMs)
  expect(line.hops().size).toBe(1000)
  line.run(midnight + 48 * 60 * minuteMs)
  // The day after the one in which they were found.
  expect(line.completeness(line.day.day + 1)).toBeGreaterThanOrEqual(0.98)
})
