import { boolean, type Infer, nullable, number, optional, record, where } from '../check.ts'
import { count, day, energy, increments, instant, intervalSeconds, name } from './fields.ts'

/**
 * What went into a section of the grid on one local day, against what its meters counted: the difference is technical
 * loss or theft. Whole Wh; the message replaces an earlier one of the same transformer and day.
 */
export const energyBalance = where(
  record({
    transformer: name,
    day,
    start: instant,
    intervalSeconds,
    /** Of the substation meter, each interval. */
    supplied: increments,
    /** Net sum of the meters behind it; null where one of them is missing. */
    metered: increments,
    /** Meters of the section, and those of them without a whole day. */
    meters: count,
    missing: count,
    /** Share of what was supplied in the intervals known on both sides; null where there are none. */
    lossShare: nullable(number(-1e6, 1)),
    /** What was lost beyond the section's own habit, Wh, once the concentrator knows that habit. */
    step: optional(record({ expected: energy, excess: energy, limit: energy, days: count, isStep: boolean })),
  }),
  ({ supplied, metered }) => supplied.length === metered.length,
  'must have both sides of each interval',
)

export type EnergyBalance = Infer<typeof energyBalance>
