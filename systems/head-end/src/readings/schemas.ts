import { instant, localDate, nullable, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { obis, serial } from '../inventory/identifiers.ts'

const intervalBlock = resource(
  'IntervalBlock',
  {
    endDevice: serial,
    obis,
    start: Type.String({
      description: 'Local midnight with its offset.',
      examples: ['2026-11-20T00:00:00+01:00'],
    }),
    intervalSeconds: Type.Integer({ examples: [900] }),
    unit: Type.String({ examples: ['Wh'] }),
    values: Type.Array(nullable('integer'), {
      description:
        'Increment of each interval in `unit`, null where missing. A normal day has 96 quarter-hours, the days of the clock change 92 and 100.',
    }),
    quality: Type.Array(Type.Integer(), {
      description:
        'Code of each interval: 0 valid, 1 missing, 2 estimated, 3 suspect, 4 power-off, 5 clock-adjusted, 6 edited.',
    }),
  },
  'The intervals of one register over one local day.',
)
export type StoredBlock = Static<typeof intervalBlock>

const meterReading = resource(
  'MeterReading',
  {
    endDevice: serial,
    obis,
    value: Type.Number(),
    unit: Type.String({ examples: ['Wh'] }),
    time: instant('When the register had this value.'),
    quality: Type.Integer({ description: 'Quality code, see IntervalBlock.' }),
  },
  'A register read at one moment.',
)
export type StoredReading = Static<typeof meterReading>

const dayRange = {
  endDevice: serial,
  from: localDate("First local day, in the device's zone."),
  to: localDate('Last local day, included; the range has at most 400 days.'),
}

export const intervalBlockQuery = query({ ...dayRange, obis })
export const intervalBlockList = wholeList(
  intervalBlock,
  'The days of the range that have readings, oldest first.',
)
export type BlockQuery = Static<typeof intervalBlockQuery>

export const meterReadingQuery = query({ ...dayRange, obis: Type.Optional(obis) })
export type MeterReadingQuery = Static<typeof meterReadingQuery>
export const meterReadingList = wholeList(meterReading, 'The readings of the range, oldest first.')

const registerCompleteness = resource(
  'RegisterCompleteness',
  {
    day: localDate('Local day that began at the midnight.'),
    closes: Type.Enum(['day', 'month', 'quarter'], { description: 'The longest period that ends there.' }),
    expected: Type.Integer({ description: 'Meters.' }),
    received: Type.Integer({ description: 'Meters whose registers of that midnight are stored.' }),
  },
  'How many meters have their registers of a local midnight.',
)
export type RegisterCompleteness = Static<typeof registerCompleteness>

export const registerCompletenessQuery = query({
  from: localDate('First local day.'),
  to: localDate('Last local day, included; the range has at most 100 days.'),
})
export const registerCompletenessList = wholeList(
  registerCompleteness,
  'The midnights of the range, oldest first.',
)

export const readingResources = [intervalBlock, meterReading, registerCompleteness]
