import { expect, test } from 'vitest'
import { benchCodec, describeCodec } from './codec.ts'
import { benchCollect, describeCollect } from './collect.ts'
import { hotSpots } from './cpu-profile.ts'

test('bench codec measures the message that the peers were measured with', () => {
  const figures = benchCodec(0.05)
  expect(figures.profileOctets).toBe(2498)
  for (const rate of [figures.decodesPerSecond, figures.encodesPerSecond]) expect(rate).toBeGreaterThan(0)
  expect(describeCodec(figures)).toContain('2534 octets')
})

test('bench collect reads every meter on every day, and finds all of it in the store', async () => {
  const figures = await benchCollect({ meters: 20, days: 2, standard: true })
  expect(figures).toMatchObject({ bench: 'collect', meters: 20, days: 2, schedule: 'standard' })
  expect(figures.intervalsPerSecond / figures.sessionsPerSecond).toBeGreaterThan(4 * 96 - 20)
  expect(describeCollect(figures)).toContain('secured meter-day sessions (standard)')
})

test('hot spots are functions by their own time, without the time in which nothing ran', () => {
  const node = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, lineNumber: 6 },
  })
  const profile = {
    nodes: [
      node(1, '(idle)', ''),
      node(2, 'encode', 'file:///home/me/ferraris/protocols/codec/src/axdr.ts'),
      node(3, '', 'file:///home/me/ferraris/node_modules/pg/lib/client.js'),
      node(4, 'encode', 'file:///home/me/ferraris/protocols/codec/src/axdr.ts'),
    ],
    samples: [1, 2, 3, 4],
    timeDeltas: [900, 50, 25, 25],
  }
  expect(hotSpots(profile)).toEqual([
    { percent: 75, function: 'encode', place: 'protocols/codec/src/axdr.ts:7' },
    { percent: 25, function: '(anonymous)', place: 'node_modules/pg/lib/client.js:7' },
  ])
})
