/** A time without supply: from an instant up to, not including, another. An open one has no end yet. */
export interface Interruption {
  readonly from: number
  readonly to?: number
}

/** The parts of [from, to) during which there was supply. */
export function supplied(
  interruptions: readonly Interruption[],
  from: number,
  to: number,
): [from: number, to: number][] {
  const parts: [number, number][] = []
  let start = from
  for (const gap of interruptions) {
    const end = gap.to ?? Number.POSITIVE_INFINITY
    if (end <= start || gap.from >= to) continue
    if (gap.from > start) parts.push([start, gap.from])
    start = end
  }
  if (start < to) parts.push([start, to])
  return parts
}
