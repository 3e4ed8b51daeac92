import { zone } from '@ferraris/cosem'
import { quality } from '@ferraris/metering'
import { expect, test } from 'vitest'
import type { StoredBlock } from '../../readings/schemas.ts'
import { greenButtonFeed } from './feed.ts'
import { readFeed } from './judge.fixture.ts'
import { localTimeParameters } from './time-rules.ts'

const rome = zone('Europe/Rome')

function block(day: string, more: Partial<StoredBlock> = {}): StoredBlock {
  const count = rome.quartersOfDay(day)
  return {
    endDevice: 'FER1',
    obis: '1.0.1.8.0.255',
    start: new Date(rome.startOfDay(day) * 1000).toISOString(),
    intervalSeconds: 900,
    unit: 'Wh',
    values: Array.from({ length: count }, (_, i) => i),
    quality: Array.from({ length: count }, () => quality.valid),
    ...more,
  }
}

function feedOf(blocks: readonly StoredBlock[], usagePoint = 'IT001E00000001') {
  const profiles = [...Map.groupBy(blocks, ({ obis }) => obis)]
  const localTime = localTimeParameters(rome, 2026)
  const updated = new Date('2026-11-30T12:00:00Z')
  return readFeed(greenButtonFeed({ usagePoint, endDevice: 'FER1', updated, localTime, profiles }))
}

test('a feed of both days of the clock change is valid against its schema, each interval at its instant', () => {
  const feed = feedOf([block('2026-03-29'), block('2026-10-25'), block('2026-10-26')])
  expect(feed.faults).toEqual([])
  const starts = feed.at('//e:timePeriod/e:start').map(Number)
  expect(starts).toHaveLength(92 + 100 + 96)
  expect(starts.slice(0, 92)).toEqual(Array.from({ length: 92 }, (_, i) => 1774738800 + 900 * i))
  expect(starts.slice(92, 192)).toEqual(Array.from({ length: 100 }, (_, i) => 1792879200 + 900 * i))
  expect(feed.at('//e:interval/e:duration')).toEqual(['82800', '90000', '86400'])
  expect(feed.at('//e:ReadingType/*').join(' ')).toBe('4 1 12 1 900 12 0 72')
})

test('every entry is linked to itself and up, and what is related is there', () => {
  const feed = feedOf([block('2026-11-20'), block('2026-11-20', { obis: '1.0.2.8.0.255' })])
  expect(feed.faults).toEqual([])
  const selves = feed.at('//a:entry/a:link[@rel="self"]/@href')
  expect(new Set(selves).size).toBe(2 + 2 * 3)
  const ups = feed.at('//a:entry/a:link[@rel="up"]/@href')
  for (const [i, up] of ups.entries()) expect(selves[i]!.startsWith(`${up}/`), selves[i]).toBe(true)
  for (const related of feed.at('//a:link[@rel="related"]/@href'))
    expect(selves.includes(related) || ups.includes(related), related).toBe(true)
  expect(new Set(feed.at('//a:id')).size).toBe(selves.length + 1)
})

test('what is missing is left out, what is doubtful says so, and decimals go into the power of ten', () => {
  const values = [null, 1.5, 2.25, ...Array.from({ length: 93 }, () => 1)]
  const codes = values.map((_, i) => [quality.missing, quality.estimated, quality.edited][i] ?? quality.valid)
  const empty = block('2026-11-21', { values: values.map(() => null) })
  const feed = feedOf([block('2026-11-20', { values, quality: codes }), empty])
  expect(feed.faults).toEqual([])
  expect(feed.at('//e:IntervalReading')).toHaveLength(95)
  expect(feed.at('//e:value').slice(0, 3)).toEqual(['150', '225', '100'])
  expect(feed.at('//e:powerOfTenMultiplier')).toEqual(['-2'])
  expect(feed.at('//e:quality')).toEqual(['8', '7'])
  expect(feed.at('//e:IntervalBlock')).toHaveLength(1)
})

test('names of any characters leave the feed well-formed, and registers without a reading type are not in it', () => {
  const feed = feedOf([block('2026-11-20', { obis: '1.0.99.99.99.255' })], '<&"\u0001]]>')
  expect(feed.faults).toEqual([])
  expect(feed.at('//e:MeterReading')).toEqual([])
  expect(feed.at('//a:entry/a:title')[0]).toBe('<&"\ufffd]]>')
})

test('a feed that breaks the schema is found out', () => {
  const whole = greenButtonFeed({
    usagePoint: 'P',
    endDevice: 'FER1',
    updated: new Date(0),
    localTime: localTimeParameters(rome, 2026),
    profiles: [['1.0.1.8.0.255', [block('2026-11-20')]]],
  })
  expect(readFeed(whole).faults).toEqual([])
  for (const [part, other] of [
    ['<value>', '<value>x'],
    ['<duration>86400</duration>', ''],
    ['<uom>72</uom>', ''],
    ['rel="self"', 'rel="me"'],
  ] as const)
    expect(readFeed(whole.replace(part, other)).faults).not.toEqual([])
})

test.each([
  // Those that feeds of the Americas have.
  [
    'America/New_York',
    { tzOffset: -18000, dstOffset: 3600, dstStartRule: '360E2000', dstEndRule: 'B40E2000' },
  ],
  ['Europe/Rome', { tzOffset: 3600, dstOffset: 3600, dstStartRule: '3E0E2000', dstEndRule: 'AE0E3000' }],
  [
    'Australia/Sydney',
    { tzOffset: 36000, dstOffset: 3600, dstStartRule: 'A40E2000', dstEndRule: '440E3000' },
  ],
  ['Asia/Tokyo', { tzOffset: 32400, dstOffset: 0, dstStartRule: 'FFFFFFFF', dstEndRule: 'FFFFFFFF' }],
])('summer time of %s as rules', (id, rules) => {
  expect(localTimeParameters(zone(id), 2026)).toEqual(rules)
})
