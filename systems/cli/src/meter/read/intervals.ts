import { type DateTime, instantOf, type Obis } from '@ferraris/cosem'
import { values } from '@ferraris/cosem/values'
import type { Profile } from './read-profile.ts'
import { registerValue } from './register-value.ts'

/** What one quantity amounted to in each interval of a profile. */
export interface Intervals {
  readonly obis: Obis
  readonly unit: string
  /** One for each pair of rows that follow each other by one capture period; null where they do not. */
  readonly values: readonly (number | null)[]
}

/** The intervals between the rows of a load profile. */
export interface IntervalTable {
  readonly seconds: number
  /** When each interval begins, as the row before it says; where that row is missing, the end of the row before it. */
  readonly begins: readonly DateTime[]
  /** When each interval ends, on the meter's clock. */
  readonly ends: readonly DateTime[]
  readonly series: readonly Intervals[]
}

/** Time integral 1 and 2 count on for ever; 29 is the energy of one interval (IEC 62056-6-1, value group D). */
const cumulative = new Set(['8', '9'])
const perInterval = '29'

/**
 * The increments of a profile captured at the ends of intervals: differences of registers that count on, or the values
 * themselves where the meter has made the differences. Undefined for profiles that are none of intervals.
 */
export function intervalsOf({ columns, rows, capturePeriod }: Profile): IntervalTable | undefined {
  const clock = columns.findIndex(({ kind }) => kind === 'time')
  const energies = columns
    .map((column, i) => ({ ...column, i, integral: column.obis.split('.')[3]! }))
    .filter(
      ({ classId, integral }) => classId !== 8 && (cumulative.has(integral) || integral === perInterval),
    )
  if (clock < 0 || energies.length === 0 || capturePeriod === 0 || capturePeriod > 3600 || rows.length < 2) {
    return undefined
  }
  const times = rows.map(row => values.dateTime.decode(row[clock]!))
  const follows = times.map((time, row) => row > 0 && isPeriodApart(times[row - 1]!, time, capturePeriod))
  return {
    seconds: capturePeriod,
    begins: times.slice(0, -1),
    ends: times.slice(1),
    series: energies.map(({ i, obis, integral, scalerUnit }) => {
      const read = rows.map(row => registerValue(row[i]!, scalerUnit ?? { scaler: 0, unit: 255 }))
      const increment = (row: number): number | null => {
        const [before, now] = [read[row - 1]?.value, read[row]?.value]
        if (now === undefined || before === undefined || !follows[row]) return null
        return integral === perInterval ? now : tidy(now - before)
      }
      return { obis, unit: read[0]?.unit ?? '', values: rows.slice(1).map((_, row) => increment(row + 1)) }
    }),
  }
}

function isPeriodApart(before: DateTime, after: DateTime, period: number): boolean {
  const [from, to] = [instantOf(before), instantOf(after)]
  return from !== undefined && to !== undefined && to - from === period
}

/** Differences of scaled values without the noise of binary fractions. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
