import { expect, test } from 'vitest'
import { randomFrom } from '../simulation/random.ts'
import { errorsPerOctet, missedChance } from './frame-errors.ts'
import { countFrames } from './measure-frame-errors.ts'

const snrs = Array.from({ length: 30 }, (_, i) => -7 + i / 2)

test('the better the signal, the fewer frames are missed, and the fewer errors are in them', () => {
  for (const chance of [errorsPerOctet, missedChance]) {
    for (const snr of snrs) expect(chance(snr + 0.5)).toBeLessThanOrEqual(chance(snr))
    expect(chance(8)).toBeLessThan(1e-6)
  }
  expect(missedChance(-20)).toBe(1)
})

test.each([
  [-2, 20],
  [-1, 40],
  [-1, 120],
  [0, 120],
  [0, 250],
])('at %d dB, of frames of %d octets the decoder spoils as many as the table says', (snr, octets) => {
  const frames = 800
  const random = randomFrom(octets)
  const { missed, damaged } = countFrames(octets, snr, random, count => count.frames === frames)
  const expectedMissed = frames * missedChance(snr)
  const found = frames - missed
  const expectedDamaged = found * (1 - Math.exp(-octets * errorsPerOctet(snr)))
  // Four standard deviations of a count, and a tenth for what the model simplifies.
  const tolerance = (expected: number) => 4 * Math.sqrt(expected) + 0.1 * expected
  expect(Math.abs(missed - expectedMissed)).toBeLessThan(tolerance(expectedMissed))
  expect(Math.abs(damaged - expectedDamaged)).toBeLessThan(tolerance(expectedDamaged))
})
