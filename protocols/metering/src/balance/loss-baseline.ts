import { median } from './median.ts'

/** What went into a section of the grid on one day and what of it no meter counted, Wh an interval, null where not known. */
export interface SectionDay {
  readonly input: readonly (number | null)[]
  readonly losses: readonly (number | null)[]
}

/** What a section should have lost on a day by its own habit, and what it lost beyond. Wh. */
export interface LossStep {
  readonly expected: number
  readonly excess: number
  /** An excess beyond this is no chance. */
  readonly limit: number
  /** Days that the habit was learned from. */
  readonly days: number
  readonly isStep: boolean
}

/** Sums over a day's intervals, from which lines are fitted: x is the square of the input, y the loss. */
interface DaySums {
  readonly n: number
  readonly x: number
  readonly xx: number
  readonly y: number
  readonly xy: number
  readonly input: number
}

/** Days that a habit needs, at least. */
const fewestDays = 7
/** The day just before is left out: a bypass that began on it would be learned as habit. */
const daysLeftOut = 1
/** Intervals that a day must have to say anything. */
const fewestIntervals = 24
/** How far beyond the usual scatter of days an excess must be: of a million days of a healthy section, hardly one. */
const scatters = 5
/** Less is never told: a share of the input, for meters are not exact, and Wh a day. */
const leastShare = 0.0025
const leastExcess = 1000
/** From a median of distances to a standard deviation. */
const normalScale = 1.4826

/**
 * Compares a day with the section's own days before it, oldest first. What lines lose grows with the square of what
 * passes them, and some of it does not change: both are fitted to the days before, so that a cold evening is no theft.
 * A day before that was a step itself is not learned from. Undefined with too few days to know a habit.
 */
export function lossStepOf(before: readonly SectionDay[], day: SectionDay): LossStep | undefined {
  const known = before.map(sumsOf).filter(({ n }) => n >= fewestIntervals)
  const learned: DaySums[] = known.slice(0, fewestDays)
  for (const each of known.slice(fewestDays)) if (!judged(learned, each)?.isStep) learned.push(each)
  const habit = learned.at(-1) === known.at(-1) ? learned.slice(0, -daysLeftOut) : learned
  const today = sumsOf(day)
  return today.n < fewestIntervals ? undefined : judged(habit, today)
}

function sumsOf({ input, losses }: SectionDay): DaySums {
  let [n, x, xx, y, xy, total] = [0, 0, 0, 0, 0, 0]
  for (const [i, loss] of losses.entries()) {
    const into = input[i] ?? null
    if (loss === null || into === null) continue
    const square = into ** 2
    n++
    x += square
    xx += square ** 2
    y += loss
    xy += square * loss
    total += Math.abs(into)
  }
  return { n, x, xx, y, xy, input: total }
}

function judged(habit: readonly DaySums[], day: DaySums): LossStep | undefined {
  if (habit.length < fewestDays - daysLeftOut) return undefined
  const { constant, slope } = fitted(habit)
  const excessOf = ({ n, x, y }: DaySums): number => y - constant * n - slope * x
  const usual = habit.map(excessOf)
  const middle = median(usual)
  const scatter = normalScale * median(usual.map(excess => Math.abs(excess - middle)))
  const excess = excessOf(day) - middle
  const limit = Math.max(leastExcess, leastShare * day.input, scatters * scatter)
  return {
    expected: Math.round(day.y - excess),
    excess: Math.round(excess),
    limit: Math.round(limit),
    days: habit.length,
    isStep: excess > limit,
  }
}

/** The least squares of loss = constant + slope · input²; neither can be below zero in a grid. */
function fitted(days: readonly DaySums[]): { readonly constant: number; readonly slope: number } {
  const sum = (of: (day: DaySums) => number): number => days.reduce((all, day) => all + of(day), 0)
  const [n, x, xx, y, xy] = [sum(d => d.n), sum(d => d.x), sum(d => d.xx), sum(d => d.y), sum(d => d.xy)]
  const spread = n * xx - x * x
  const slope = spread > 0 ? (n * xy - x * y) / spread : 0
  const constant = n > 0 ? (y - slope * x) / n : 0
  if (slope < 0) return { slope: 0, constant: n > 0 ? Math.max(0, y / n) : 0 }
  if (constant < 0) return { slope: xx > 0 ? Math.max(0, xy / xx) : 0, constant: 0 }
  return { slope, constant }
}
