/** A time in which the meter does not count all that flows: from an instant up to, not including, another; without end so far. */
export interface Disturbance {
  readonly from: number
  readonly to?: number
  /** The share that is counted, 0 … 1. */
  readonly share: number
  /** What is drawn is counted as fed in, and the other way round. */
  readonly isReversed?: boolean
  /** Whether power flows meanwhile, counted or not. */
  readonly flows?: boolean
  /** What is drawn besides the load of the home, W. */
  readonly draws?: number
}

/** A stretch of time in which one share is counted. */
interface Part {
  readonly from: number
  readonly to: number
  readonly share: number
  readonly isReversed: boolean
  /** W. */
  readonly draws: number
}

function holdsIn({ from, to = Number.POSITIVE_INFINITY }: Disturbance, start: number, end: number): boolean {
  return from < end && to > start
}

/** What is counted in [from, to), in stretches that follow one another. Where disturbances meet, each takes its share. */
export function counted(disturbances: readonly Disturbance[], from: number, to: number): Part[] {
  const here = disturbances.filter(one => holdsIn(one, from, to))
  const borders = [from, to, ...here.flatMap(one => [one.from, one.to ?? to])]
    .filter(at => at >= from && at <= to)
    .sort((a, b) => a - b)
  const parts: Part[] = []
  for (const [index, start] of borders.entries()) {
    const end = borders[index + 1]
    if (end === undefined || end === start) continue
    const holding = here.filter(one => holdsIn(one, start, end))
    parts.push({
      from: start,
      to: end,
      share: holding.reduce((share, one) => share * one.share, 1),
      draws: drawnIn(holding),
      isReversed: holding.filter(({ isReversed }) => isReversed).length % 2 === 1,
    })
  }
  return parts
}

function drawnIn(holding: readonly Disturbance[]): number {
  return holding.reduce((sum, { draws = 0 }) => sum + draws, 0)
}

/** What is drawn at an instant besides the load of the home, W. */
export function drawnBesides(disturbances: readonly Disturbance[], instant: number): number {
  return drawnIn(disturbances.filter(one => holdsIn(one, instant, instant + 1)))
}

/** Whether no power flows at an instant. */
export function isCut(disturbances: readonly Disturbance[], instant: number): boolean {
  return disturbances.some(one => one.flows !== true && holdsIn(one, instant, instant + 1))
}
