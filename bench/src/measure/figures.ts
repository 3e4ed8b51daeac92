import type { Machine } from './machine.ts'

/** Figures for people: where they were measured, and a text line each. */
export function describeFigures(
  bench: string,
  { processor, cores, memoryGiB, system, node, date }: Machine,
  rows: readonly (readonly [what: string, figure: string])[],
): string {
  const width = Math.max(...rows.map(([what]) => what.length))
  const place = `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}, ${date}`
  return [`${bench}: ${place}`, ...rows.map(([what, figure]) => `  ${what.padEnd(width)}  ${figure}`)].join(
    '\n',
  )
}

/** A rate as people read it. */
export function rate(value: number): string {
  return `${value.toLocaleString('en')} /s`
}
