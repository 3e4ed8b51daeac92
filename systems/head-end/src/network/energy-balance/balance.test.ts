import { describe, expect, test } from 'vitest'
import { balanceOf } from './balance.ts'
import type { MeterCurve } from './findings.ts'

const day = '2026-11-18'
const places = Array.from({ length: 96 }, (_, i) => i)

/** Homes that live by different hours: base load and hours of their own with something on and off, in Wh a quarter. */
function home(n: number) {
  return places.map(
    i => 40 + 10 * n + (Math.abs(i - 20 - 15 * n) < 8 && i % 3 > 0 ? 600 : 0) + ((i * (n + 3)) % 7),
  )
}
function sumAt(curves: readonly number[][], i: number) {
  return curves.reduce((sum, curve) => sum + curve[i]!, 0)
}
function total(curve: readonly number[]) {
  return curve.reduce((sum, value) => sum + value, 0)
}

/** What the transformer delivers to these homes, with three per cent lost on the way. */
const homes = [0, 1, 2, 3, 4].map(home)
const input = places.map(i => Math.round(sumAt(homes, i) * 1.03))
function meters(change: (curve: number[], n: number) => Partial<MeterCurve> = () => ({})): MeterCurve[] {
  return homes.map((curve, n) => ({
    endDevice: `M${n}`,
    net: curve,
    usual: total(curve),
    ...change(curve, n),
  }))
}
function balance(curves: MeterCurve[], into: (number | null)[] = input) {
  return balanceOf({ day, intervalSeconds: 900, input: into, meters: curves })
}
function suspects(curves: MeterCurve[]) {
  return balance(curves).findings.flatMap(finding => (finding.kind === 'suspect' ? [finding] : []))
}

test('a healthy section loses what its lines lose, and there is nothing to find', () => {
  const { lossShare, findings, intervals, meters: counted } = balance(meters())
  expect(lossShare).toBeCloseTo(0.03, 2)
  expect(findings).toEqual([])
  expect([intervals.known, counted.known]).toEqual([96, 5])
})

test('a meter that counts seventy per cent is named, because the loss has its shape', () => {
  const bypassed = meters((curve, n) => (n === 2 ? { net: curve.map(value => Math.round(value * 0.7)) } : {}))
  expect(balance(bypassed).findings[0]).toMatchObject({ kind: 'loss-high' })
  const [first] = suspects(bypassed)
  expect(first).toMatchObject({ endDevice: 'M2', reason: 'loss-follows-curve' })
  expect(first!.bypassedShare).toBeCloseTo(0.3, 1)
  expect(first!.score).toBeGreaterThan(0.8)
})

test('a meter that counts next to nothing any more is named, because its use has dropped by what is lost', () => {
  const bypassed = meters((curve, n) =>
    n === 3 ? { net: curve.map(value => Math.round(value * 0.05)) } : {},
  )
  expect(suspects(bypassed)[0]).toMatchObject({ endDevice: 'M3', reason: 'use-has-dropped' })
})

test('people on holiday use less and lose nothing: they are not named', () => {
  const away = homes.map((curve, n) => (n === 3 ? curve.map(value => Math.round(value * 0.05)) : curve))
  const curves = homes.map((curve, n) => ({ endDevice: `M${n}`, net: away[n]!, usual: total(curve) }))
  const into = places.map(i => Math.round(sumAt(away, i) * 1.03))
  expect(balance(curves, into).findings).toEqual([])
})

test('what people feed in counts against what they use', () => {
  const sunny = homes.map((curve, n) =>
    n === 1 ? curve.map((value, i) => (i > 30 && i < 60 ? value - 900 : value)) : curve,
  )
  const curves = sunny.map((net, n) => ({ endDevice: `M${n}`, net, usual: null }))
  const into = places.map(i => sumAt(sunny, i))
  expect(balance(curves, into)).toMatchObject({ loss: 0 })
})

test('what lines lose when panels feed in is no high loss, however little passes the transformer', () => {
  const half = places.map(i => (i < 48 ? 1000 : -960))
  const curves = [0, 1].map(n => ({ endDevice: `M${n}`, net: half, usual: null }))
  const into = places.map(i => 2 * half[i]! + 30)
  const { lossShare, findings } = balance(curves, into)
  expect(lossShare).toBeGreaterThan(0.4)
  expect(findings).toEqual([])
})

test('more metered than delivered means a meter of another section', () => {
  const stranger = { endDevice: 'X', net: home(5), usual: null }
  expect(balance([...meters(), stranger]).findings).toMatchObject([{ kind: 'loss-negative' }])
})

test('a step against the days before is found far below the share that is high, and meters of its shape are named', () => {
  const many = Array.from({ length: 60 }, (_, n) => home(n % 5).map((value, i) => value + ((i * n) % 11)))
  const flow = (n: number) => places.map(i => Math.round(sumAt(many, i) * (0.9 + 0.02 * (n % 5))))
  const lost = (used: number) => Math.round(30 + 2e-6 * used ** 2)
  const before = Array.from({ length: 14 }, (_, n) => ({
    input: flow(n).map(used => used + lost(used)),
    losses: flow(n).map(lost),
  }))
  const section = (stolen: number) => {
    const used = places.map(i => sumAt(many, i))
    const net = (n: number) => (n === 7 ? many[n]!.map(value => Math.round(value * (1 - stolen))) : many[n]!)
    return balanceOf({
      day,
      intervalSeconds: 900,
      input: used.map(value => value + lost(value)),
      meters: many.map((curve, n) => ({ endDevice: `M${n}`, net: net(n), usual: total(curve) })),
      before,
    })
  }
  expect(section(0)).toMatchObject({ findings: [], step: { isStep: false, days: 13 } })
  const { lossShare, findings } = section(0.7)
  expect(lossShare).toBeLessThan(0.06)
  expect(findings[0]).toMatchObject({ kind: 'loss-step' })
  // Those that live by the hours of the one that was bypassed.
  const named = findings.flatMap(({ endDevice = [] }) => endDevice)
  expect(named).toHaveLength(5)
  expect(named.map(name => Number(name.slice(1)) % 5)).toEqual([2, 2, 2, 2, 2])
})

describe('a gap is no theft', () => {
  test('intervals that one meter does not have are not compared', () => {
    const gappy = meters((curve, n) =>
      n === 0 ? { net: curve.map((value, i) => (i < 20 ? null : value)) } : {},
    )
    const { intervals, lossShare, losses, findings } = balance(gappy)
    expect(intervals).toEqual({ known: 76, expected: 96 })
    expect(losses[0]).toBeNull()
    expect(lossShare).toBeCloseTo(0.03, 2)
    expect(findings.map(({ kind }) => kind)).toEqual(['incomplete'])
  })

  test('with a meter that has nothing at all, the loss is shown without a suspect', () => {
    const without = meters((curve, n) => (n === 4 ? { net: curve.map(() => null) } : {}))
    const { meters: counted, lossShare, findings } = balance(without)
    expect(counted).toEqual({ known: 4, expected: 5 })
    expect(lossShare).toBeGreaterThan(0.1)
    expect(findings.map(({ kind }) => kind)).toEqual(['incomplete'])
  })

  test('without the transformer’s meter there is no share', () => {
    expect(
      balance(
        meters(),
        places.map(() => null),
      ),
    ).toMatchObject({ lossShare: null, input: 0 })
  })
})
