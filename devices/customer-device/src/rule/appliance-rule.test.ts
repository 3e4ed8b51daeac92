import { expect, test } from 'vitest'
import { type ApplianceRule, type RuleState, ruleAtRest, ruleDefaults, stepRule } from './appliance-rule.ts'

const boiler: ApplianceRule = { name: 'boiler', topic: 'cmnd/boiler/POWER', ...ruleDefaults }
function alert(countdown: number | null) {
  return { state: 'exceeded', since: 0, power: 4100, availablePower: 3300, countdown } as const
}

/** Orders at each of these moments. */
function orders(
  ...moments: readonly [now: number, alert: ReturnType<typeof alert> | null, isPowerKnown?: boolean][]
) {
  let state: RuleState = ruleAtRest
  return moments.map(([now, what, isPowerKnown = true]) => {
    const [next, order] = stepRule(state, boiler, what, isPowerKnown, now)
    state = next
    return order
  })
}

test('the boiler goes off with the countdown, and on ten minutes after its end', () => {
  expect(
    orders([0, null], [10, alert(120)], [40, alert(90)], [60, null], [659, null], [660, null], [700, null]),
  ).toEqual([undefined, 'off', undefined, undefined, undefined, 'on', undefined])
})

test('a new warning begins the rest anew, and without a known power it stays off', () => {
  expect(
    orders(
      [0, alert(60)],
      [30, null],
      [300, alert(60)],
      [400, null],
      [900, null, false],
      [1000, null],
      [1599, null],
      [1600, null],
    ),
  ).toEqual(['off', undefined, undefined, undefined, undefined, undefined, undefined, 'on'])
})

test('a warning without a countdown, or one of many hours, leaves it alone', () => {
  expect(orders([0, alert(null)], [1, alert(5 * 3600)])).toEqual([undefined, undefined])
})
