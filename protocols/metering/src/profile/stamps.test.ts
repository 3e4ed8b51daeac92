import { encodeDateTime, zone } from '@ferraris/cosem'
import { expect, test } from 'vitest'
import { momentOf, type Stamps, stampOf } from './stamps.ts'

const rome = zone('Europe/Rome')
/** 02:30 local time in the night the clocks go back, both times. */
const moments = [Date.parse('2026-10-25T00:30:00Z') / 1000, Date.parse('2026-10-25T01:30:00Z') / 1000]

test.each<[string, Stamps, number | undefined]>([
  ['as they say', { zone: rome }, -120],
  ['with the sign the wrong way round', { zone: rome, deviation: 'inverted' }, 120],
  [
    'without deviation, told apart by the bit for summer time',
    { zone: rome, deviation: 'ignored' },
    undefined,
  ],
  ['in winter time all year', { zone: zone('Etc/GMT-1') }, -60],
])('moments are written and read back %s', (_, stamps, deviation) => {
  for (const moment of moments) expect(momentOf(encodeDateTime(stampOf(moment, stamps)), stamps)).toBe(moment)
  expect(stampOf(moments[0]!, stamps).deviation).toBe(deviation)
})
