export interface Finding {
  readonly rule: string
  readonly title: string
  readonly severity: string
  readonly measured: number
  readonly limit: number
  readonly unit: string
  readonly intervals: readonly number[]
}

/** A finding in a line: the rule, what it measured and what it allows, and where. */
export function findingText({ rule, title, measured, limit, unit, intervals }: Finding): string {
  const figure = (value: number) => `${Number(value.toFixed(2))} ${unit}`.trim()
  const where = intervals.length === 0 ? '' : `, intervals ${rangesOf(intervals)}`
  return `${rule} ${title}: ${figure(measured)}, limit ${figure(limit)}${where}`
}

/** `30-32, 40` */
function rangesOf(intervals: readonly number[]): string {
  const ranges: [number, number][] = []
  for (const interval of intervals) {
    const last = ranges.at(-1)
    if (last !== undefined && interval === last[1] + 1) last[1] = interval
    else ranges.push([interval, interval])
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
}
