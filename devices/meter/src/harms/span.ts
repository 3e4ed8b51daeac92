/** A stretch of true time: from an instant up to, not including, another, which may lie beyond all time. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Stretches in their order, those that touch joined to one. */
export function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = found.at(-1)
    if (last === undefined || span.from > last.to) found.push(span)
    else found[found.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
  }
  return found
}

/** The stretches that two lists, each joined, have in common. */
export function common(one: readonly Span[], other: readonly Span[]): Span[] {
  return one.flatMap(a =>
    other.flatMap(b => {
      const span = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }
      return span.from < span.to ? [span] : []
    }),
  )
}

/** The stretch of a list that holds an instant. */
export function spanAt(spans: readonly Span[], instant: number): Span | undefined {
  return spans.find(({ from, to }) => from <= instant && instant < to)
}
