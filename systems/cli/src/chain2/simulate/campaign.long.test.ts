import { expect, test } from 'vitest'
import { runCampaign } from './run.ts'

test('uc CH2-10 a hundred devices over sixty days: the platform’s figures are the truth, alerts and load curves arrive', async () => {
  const report = await runCampaign({ devices: 100, days: 60, seed: 11 })
  expect(report.difference).toBe(0)
  expect(report.truth.voidDays).toBeGreaterThan(100)
  expect(report.cf22Seconds.p95).toBeLessThanOrEqual(10)
  expect(report.loadCurveSuccess.p5).toBeGreaterThanOrEqual(0.95)
  expect(report.loadCurveSuccess.median).toBeGreaterThanOrEqual(0.99)
}, 3_600_000)
