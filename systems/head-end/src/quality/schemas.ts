import {
  defaulted,
  instant,
  localDate,
  nullable,
  nullableInstant,
  query,
  ref,
  resource,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../inventory/identifiers.ts'
import { concentratorId } from '../network/identifiers.ts'

const counted = Type.Record(Type.String(), Type.Integer())

const dip = Type.Object({
  at: instant('When it was, by the clock of the meter.'),
  phase: Type.Integer({ minimum: 1, maximum: 3 }),
  volts: nullable('number', { description: 'The lowest, or of a swell the highest.' }),
  seconds: nullable('number'),
  class: nullable('string', {
    description: 'Row and column of the table, as B3; null for one outside of it.',
  }),
})

const dips = Type.Object({
  count: Type.Integer({ description: 'All of the stretch.' }),
  classes: counted,
  classed: Type.Integer({
    description: 'Of so many, the newest, the classes are counted: of 10,000 at most.',
  }),
  list: Type.Array(dip, { description: 'The newest 200.' }),
})

export const supplyQuality = resource(
  'SupplyQuality',
  {
    endDevice: serial,
    surveyedAt: nullableInstant('When the meter was read last for this.'),
    everyHours: nullable('integer', { description: 'How often it is read; null on demand only.' }),
    failure: nullable('string', { description: 'Why the last reading came to nothing.' }),
    from: instant('Beginning of the stretch.'),
    interruptions: Type.Object(
      {
        short: nullable('integer', {
          description: 'Up to three minutes, by the counters of the meter, within the stretch.',
        }),
        long: nullable('integer'),
        shortEver: nullable('integer', { description: 'Since the meter counts.' }),
        longEver: nullable('integer'),
        list: Type.Array(
          Type.Object({ began: instant('Begin.'), ended: instant('End.'), seconds: Type.Integer() }),
          { description: 'The long ones, the newest first.' },
        ),
      },
      { description: 'Null where the meter was not read before the stretch, or does not count.' },
    ),
    sags: dips,
    swells: dips,
    voltage: Type.Array(
      Type.Object({
        phase: Type.Integer(),
        means: Type.Integer({ description: 'Intervals with a mean.' }),
        within: Type.Number({ minimum: 0, maximum: 1, description: 'Share within ±10 % of 230 V.' }),
        least: Type.Number(),
        mean: Type.Number(),
        most: Type.Number(),
        kept: Type.Boolean({ description: '95 % of the means or more are within.' }),
      }),
      { description: 'Means of ten minutes of the stretch; none where the meter has no such profile.' },
    ),
    distortion: Type.Array(
      Type.Object({
        of: Type.Enum(['voltage', 'current']),
        phase: Type.Integer(),
        order: nullable('integer', { description: 'Null: total distortion.' }),
        percent: Type.Number(),
        limit: nullable('number', { description: 'Of voltages only.' }),
        kept: Type.Boolean(),
        day: localDate('When it was read.'),
      }),
    ),
  },
  'Quality of supply at a meter (EN 50160), as the meter itself measured it.',
)
export type SupplyQuality = Static<typeof supplyQuality>

export const voltagePoint = resource(
  'VoltagePoint',
  {
    endDevice: serial,
    hops: nullable('integer', { description: 'Place along the line as its concentrator reaches it.' }),
    phase: nullable('integer'),
    least: nullable('number'),
    mean: nullable('number'),
    most: nullable('number'),
    sags: Type.Integer(),
    swells: Type.Integer(),
    interruptions: Type.Integer({ description: 'Long ones.' }),
  },
  'Voltage at a meter of a feeder over a stretch of days.',
)
export type VoltagePoint = Static<typeof voltagePoint>

const days = defaulted(
  Type.Integer({ minimum: 1, maximum: 90, default: 7, description: 'Length of the stretch up to now.' }),
)
export const qualityQuery = query({ days })
export const feederQuery = query({ concentrator: concentratorId, days })
export const feederList = Type.Object(
  {
    items: Type.Array(ref(voltagePoint)),
    total: Type.Integer({ description: 'Of the whole line; of more than 6000 the nearest are given.' }),
  },
  { description: 'Meters along the line, nearest first.' },
)
export const watchBody = resource(
  'QualityWatch',
  {
    everyHours: Type.Integer({
      minimum: 1,
      maximum: 168,
      description: 'How often the meter is read for it.',
    }),
  },
  'How often a meter is read for its quality of supply.',
)

export const qualityResources = [supplyQuality, voltagePoint, watchBody]
