import type { SectionDay } from './loss-baseline.ts'
import { median } from './median.ts'

/** What of a section's losses goes past one of its meters, as its own switching tells. */
export interface PastMeter {
  /** Of what the home draws, the part that its meter does not count. */
  readonly share: number
  /** Of the meter's greatest changes, those that the loss makes with it in this proportion. */
  readonly agreement: number
  /** Changes that were looked at: a home that switches little says little. */
  readonly changes: number
}

/** A change from one interval to the next below this is lost among what other meters measure inexactly, Wh. */
const leastChange = 25
/** The greatest changes of a day are looked at: a bypass shows when something is switched on, and off. */
const mostChanges = 24
const fewestChanges = 2
/** The loss must change by so much for each Wh that the meter's count changes: line losses and measuring errors do not. */
const leastRatio = 0.15
/** How far from the middle one a ratio may be to agree with it. */
const tolerance = 0.5
/** Of what the ratio means for the whole day, so much must be lost: a meter whose clock is wrong loses nothing. */
const leastLost = 0.5

/**
 * A bypass takes a share of all that a home draws: when a kettle is switched on there, the loss jumps in proportion. Homes
 * that live by the same hours have similar curves, but do not switch in the same quarter-hours, and what is lost without
 * a change (lamps, a habit of weeks) does not matter. Undefined where the loss does not jump with the meter.
 *
 * @param rest what was lost beside line losses, by {@link withoutLineLosses}
 * @param net what the meter counted, Wh an interval
 */
export function pastMeter(
  rest: readonly (number | null)[],
  net: readonly (number | null)[],
): PastMeter | undefined {
  const changes = changesOf(net, rest)
    .filter(({ x }) => Math.abs(x) >= leastChange)
    .sort((a, b) => Math.abs(b.x) - Math.abs(a.x))
    .slice(0, mostChanges)
  if (changes.length < fewestChanges) return undefined
  const ratios = changes.map(({ x, y }) => y / x)
  const ratio = median(ratios)
  if (ratio < leastRatio) return undefined
  const agreeing = ratios.filter(each => Math.abs(each - ratio) < tolerance * ratio)
  let [lost, used] = [0, 0]
  for (const [i, value] of rest.entries()) {
    const counted = net[i] ?? null
    if (value === null || counted === null) continue
    lost += value
    used += counted
  }
  if (lost < leastLost * ratio * used) return undefined
  return { share: ratio / (1 + ratio), agreement: agreeing.length / ratios.length, changes: ratios.length }
}

/**
 * The losses of a day without what lines lose by the square of what passes them, as fitted to its own changes. What never
 * changes stays in.
 */
export function withoutLineLosses({ input, losses }: SectionDay): (number | null)[] {
  const squares = input.map(into => (into === null ? null : into ** 2))
  let [xx, xy] = [0, 0]
  for (const { x, y } of changesOf(squares, losses)) {
    xx += x * x
    xy += x * y
  }
  const slope = xx > 0 ? Math.max(0, xy / xx) : 0
  return losses.map((loss, i) => {
    const square = squares[i] ?? null
    return loss === null || square === null ? null : loss - slope * square
  })
}

/** How two curves change from each interval to the next, where both are known. */
function changesOf(
  xs: readonly (number | null)[],
  ys: readonly (number | null)[],
): { readonly x: number; readonly y: number }[] {
  return xs.flatMap((x, i) => {
    const [y, x0, y0] = [ys[i] ?? null, xs[i - 1] ?? null, ys[i - 1] ?? null]
    return x === null || y === null || x0 === null || y0 === null ? [] : [{ x: x - x0, y: y - y0 }]
  })
}
