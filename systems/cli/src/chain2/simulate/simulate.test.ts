import { counterNames } from '@ferraris/chain2'
import { describe, expect, test } from 'vitest'
import type { Campaign } from './campaign.ts'
import { simulateHomes } from './homes.ts'
import { drawOutages } from './outages.ts'
import { reportOf } from './report.ts'
import { runCampaign } from './run.ts'

const campaign: Campaign = { devices: 8, days: 2, seed: 4 }
const outcomes = [...simulateHomes(campaign, [0, 1, 2, 3, 4, 5, 6, 7])]
const report = reportOf(campaign, outcomes)

describe('a simulated campaign', () => {
  test('is told by the platform as it was, void days included', () => {
    expect(report.difference).toBe(0)
    const { voidDays, ...sums } = report.platform
    expect({ ...sums, voidDays }).toEqual(report.truth)
    // Of each home 96 quarters a day, but for the days without supply.
    expect(report.truth.loadCurve.sent).toBe(96 * (8 * 2 - voidDays))
    expect(report.truth.instPower.sent).toBeGreaterThan(500)
  })

  test('that one register tells wrong is seen to differ', () => {
    const [first, ...others] = outcomes
    const { success } = first!.platform
    const loadCurve = { ...success.loadCurve, received: success.loadCurve.received + 1 }
    const wrong = { ...first!, platform: { ...first!.platform, success: { ...success, loadCurve } } }
    expect(reportOf(campaign, [wrong, ...others]).difference).toBe(1)
  })

  test('uc K-28 a second way fills what the power line has lost, and counts nothing twice', () => {
    // This home has its device beside its solar inverter: by day a part of all quarters is lost.
    const noisy: Campaign = { devices: 1, days: 2, seed: 7 }
    const of = (one: Campaign) => reportOf(one, [...simulateHomes(one, [14])])
    const alone = of(noisy)
    const { sent, received } = alone.truth.all
    expect(received).toBeLessThan(0.99 * sent)
    expect(alone.filled).toBeNull()
    for (const secondWay of ['radio', 'optical'] as const) {
      const both = of({ ...noisy, secondWay })
      expect(both.truth.all.sent).toBe(sent)
      expect(both.truth.all.received).toBe(received + both.filled!)
      expect(both.truth.loadCurve.rate).toBeGreaterThan(0.98)
      expect(both.difference).toBe(0)
    }
  })

  test('is the same however many cores take part', async () => {
    const small = { devices: 2, days: 1, seed: 4 }
    const [alone, together] = [await runCampaign(small, 1), await runCampaign(small, 2)]
    expect(together).toEqual(alone)
    expect(counterNames.some(name => alone.truth[name].sent > 0)).toBe(true)
  }, 120_000)
})

test('devices lose their supply within a day, for two hours at most', () => {
  const midnights = Array.from({ length: 201 }, (_, day) => day * 86_400)
  let state = 1
  const random = () => {
    state = (state * 48_271) % 0x7fffffff
    return state / 0x7fffffff
  }
  const outages = drawOutages(midnights, random)
  expect(outages.length).toBeGreaterThan(2)
  for (const { from, to } of outages) {
    expect(Math.floor(to / 86_400)).toBe(Math.floor(from / 86_400))
    expect(to - from).toBeGreaterThanOrEqual(60)
    expect(to - from).toBeLessThan(7200)
  }
})
