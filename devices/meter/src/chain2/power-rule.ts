import type { Direction, PowerRange, PowerScan } from '../metrology/power-scan.ts'

/*
 * When the customer is told of power (use case A.2): as it has left the band that was told last, bands being as wide as the resolution, or
 * has moved by the resolution since, and has stayed there for a second. A hysteresis of a tenth keeps a load that hums at a border
 * silent. Between two messages lie two seconds; of what happens meanwhile the last is told.
 */

/** Power as it was told last. */
export interface ToldPower {
  readonly power: number
  readonly at: number
}

export const powerRule = {
  /** Of the resolution. */
  hysteresis: 0.1,
  /** Seconds that a power must stay. */
  stays: 1,
  /** Seconds between two messages. */
  spacing: 2,
} as const

/** The powers of which nothing is told after another one. */
export function quietRange({ power }: ToldPower, gap: number): PowerRange {
  const band = Math.floor(power / gap) * gap
  const margin = Math.round(gap * powerRule.hysteresis)
  return {
    low: Math.max(power - gap + 1, band - margin),
    high: Math.min(power + gap - 1, band + gap + margin - 1),
  }
}

/** The first second within (since, until] at which power is told; told first, it is told at once. */
export function nextTold(
  scan: PowerScan,
  direction: Direction,
  { told, gap }: { readonly told: ToldPower | undefined; readonly gap: number },
  since: number,
  until: number,
): number | undefined {
  if (told === undefined) return since < until ? since + 1 : undefined
  const range = quietRange(told, gap)
  for (let from = since - powerRule.stays; ; ) {
    const left = scan.firstOutside(direction, range, from, until)
    if (left === undefined) return undefined
    const stayed = left + powerRule.stays
    if (stayed > until) return undefined
    if (scan.firstOutside(direction, range, stayed - 1, stayed) !== undefined) {
      const at = Math.max(stayed, told.at + powerRule.spacing)
      if (at > until) return undefined
      // What has come back meanwhile is told no more.
      if (at === stayed || scan.firstOutside(direction, range, at - 1, at) !== undefined) {
        if (at > since) return at
      }
    }
    from = left
  }
}
