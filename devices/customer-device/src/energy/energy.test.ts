import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openDevice, stepDevice } from '../device/device.ts'
import type { DeviceState } from '../device/state.ts'
import { noon, SendingMeter, settings } from '../testing/sending-meter.fixture.ts'

function heard(state: DeviceState, apdu: Uint8Array, now: number): DeviceState {
  return stepDevice(state, { kind: 'apdu', apdu }, now)[0]
}

/** A home with its two meters associated. */
function home() {
  const exchange = new SendingMeter()
  const production = new SendingMeter('4645520000000002', 'IT001E00000002')
  const state = [exchange, production].reduce(
    (before, meter) => heard(before, meter.association(), noon),
    openDevice(settings()),
  )
  return { exchange, production, state }
}

test('one lost quarter is filled from the next frame, two are not, and none before the first', () => {
  const meter = new SendingMeter()
  let state = heard(openDevice(settings()), meter.association(), noon)
  for (const quarter of [0, 2, 5]) {
    const apdu = meter.quarter({
      measureTime: noon + 900 * quarter,
      quarterEnergy: 10 * quarter + 10,
      previousQuarterEnergy: 10 * quarter,
    })
    state = heard(state, apdu, noon + 900 * quarter)
  }
  const { wh, known, filled, byTariff } = state.meters[0]!.days[0]!.imported!
  expect(wh.slice(46, 53)).toEqual([null, 10, 20, 30, null, 50, 60])
  expect({ known, filled }).toEqual({ known: 5, filled: 2 })
  // Of a filled quarter the tariff is not known.
  expect(byTariff.slice(0, 2)).toEqual([70, 100])
})

test('a day when the clocks change has 92 or 100 quarters, each in its place', () => {
  for (const [date, quarters] of [
    ['2026-03-29', 92],
    ['2026-10-25', 100],
  ] as const) {
    const meter = new SendingMeter()
    const start = Date.parse(`${date}T00:00:00Z`) / 1000 - (quarters === 92 ? 3600 : 7200)
    let state = heard(openDevice(settings()), meter.association(), start)
    for (let i = 1; i <= quarters; i++)
      state = heard(state, meter.quarter({ measureTime: start + 900 * i, quarterEnergy: i }), start + 900 * i)
    expect(
      state.meters[0]!.days.map(day => [day.date, day.imported!.wh.length, day.imported!.known]),
    ).toEqual([[date, quarters, quarters]])
    expect(state.meters[0]!.counters).toMatchObject([{ day: date, loadCurve: quarters }])
  }
})

test('two meters that report a minute apart: what is derived never falls and adds up, whichever comes first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ produced: fc.nat(1500), exported: fc.nat(1500), imported: fc.nat(900) }), {
        minLength: 2,
        maxLength: 40,
      }),
      fc.boolean(),
      (quarters, exchangeFirst) => {
        const { exchange, production, state: begun } = home()
        let state = begun
        let total = 0
        let expected = 0
        let shown = 0
        quarters.forEach(({ produced, exported: wanted, imported }, i) => {
          const exported = Math.min(produced, wanted)
          const end = noon + 900 * i
          total += produced
          // The first quarter is where counting begins.
          expected += i === 0 ? 0 : produced - exported
          const ofExchange = [
            exchange.quarter({ measureTime: end, quarterEnergy: imported }),
            exchange.production(end, exported, total),
          ]
          const ofProduction = [production.production(end, produced, total)]
          const parts = exchangeFirst ? [ofExchange, ofProduction] : [ofProduction, ofExchange]
          for (const [part, apdus] of parts.entries())
            for (const apdu of apdus) {
              state = heard(state, apdu, end + 10 + 60 * part)
              expect(state.home.selfConsumed).toBeGreaterThanOrEqual(shown)
              shown = state.home.selfConsumed
            }
        })
        expect(shown).toBeGreaterThanOrEqual(expected)
        expect(state.home.impossible).toBe(0)
        expect(state.home.last).toMatchObject({ end: noon + 900 * (quarters.length - 1) })
      },
    ),
    { numRuns: 100, seed: 12 },
  )
})

test('a quarter in which more left than was made is not counted, and is told', () => {
  const { exchange, production, state: begun } = home()
  let state = begun
  for (const [i, exported] of [100, 900].entries()) {
    const end = noon + 900 * i
    for (const apdu of [
      exchange.quarter({ measureTime: end, quarterEnergy: 10 }),
      exchange.production(end, exported, 1000 * i + 1000),
      production.production(end, 500, 1000 * i + 1000),
    ])
      state = heard(state, apdu, end + 30)
  }
  expect(state.home).toMatchObject({ impossible: 1, last: { exported: 100, selfConsumed: 400 } })
})

test('a register that falls is no reading: the one before stays', () => {
  const meter = new SendingMeter()
  let state = heard(openDevice(settings()), meter.association(), noon)
  for (const [i, totalEnergy] of [5000, 4999, 5200].entries())
    state = heard(state, meter.quarter({ measureTime: noon + 900 * i, totalEnergy }), noon + 900 * i)
  expect(state.meters[0]!.readings).toMatchObject({
    fallen: 1,
    importedEnergy: { value: 5200, begin: { value: 5000 } },
  })
})

test('a gap of a month is told as one, and what is counted begins behind it', () => {
  const meter = new SendingMeter()
  let state = heard(openDevice(settings()), meter.association(), noon)
  const month = 30 * 86_400
  for (const [time, totalEnergy] of [
    [noon, 1000],
    [noon + month, 401_000],
    [noon + month + 900, 401_100],
  ] as const)
    state = heard(state, meter.quarter({ measureTime: time, totalEnergy }), time)
  expect(state.meters[0]!.readings.importedEnergy).toEqual({
    value: 401_100,
    time: noon + month + 900,
    begin: { value: 401_000, time: noon + month },
    gaps: [{ from: noon, to: noon + month, wh: 400_000 }],
  })
})
