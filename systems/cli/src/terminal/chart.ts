const levels = ' ▁▂▃▄▅▆▇█'
const eighths = ' ▏▎▍▌▋▊▉█'

/** One character a value, as high as the value is among them; `·` where a value is missing. */
export function sparkline(values: readonly (number | null)[]): string {
  const highest = Math.max(0, ...values.map(value => value ?? 0))
  return values
    .map(value => {
      if (value === null) return '·'
      if (value <= 0 || highest === 0) return levels[1]
      return levels[1 + Math.round((value / highest) * (levels.length - 2))]
    })
    .join('')
}

/** A bar of `width` characters at most for a value between 0 and `highest`, drawn to the eighth of a character. */
export function bar(value: number, highest: number, width: number): string {
  if (value <= 0 || highest <= 0) return ''
  const parts = Math.max(1, Math.round((value / highest) * width * 8))
  return '█'.repeat(parts >> 3) + (parts & 7 ? eighths[parts & 7] : '')
}
