import { expect, test } from 'vitest'
import { benchPowerLine, describePowerLine } from './power-line.ts'

test('bench power-line finds, reads and counts, in small as well', () => {
  const figures = benchPowerLine({ meters: 30, concentrators: 2 })
  expect(figures.discoveryMinutes).toBeLessThan(30)
  expect(figures.day.meters).toBe(30)
  expect(figures.night).toMatchObject({ meters: 168, concentrators: 2 })
  for (const { frames, completeness } of [figures.day, figures.night]) {
    expect(frames).toBeGreaterThan(500)
    expect(completeness).toBeGreaterThan(0.9)
  }
  expect(figures.kilobytesPerMeter).toBeGreaterThan(0)
  expect(describePowerLine(figures)).toContain('2 concentrators, 168 meters, a night')
})
