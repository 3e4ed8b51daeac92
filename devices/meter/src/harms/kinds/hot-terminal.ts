import { faultTable } from '@ferraris/metering'
import { confirmedAfter, type Effect } from '../effect.ts'
import { endOf } from '../harm.ts'

const { level } = faultTable['hot-terminal'].parameters

/** A terminal is hot above, °C. */
export const hotAbove = 85

/** The temperature of a terminal that is loose, °C. */
export function heatOf({ level: celsius = level.usual }: { readonly level?: number }): number {
  return celsius
}

/** A loose terminal heats up. */
export const hotTerminal: Effect = {
  happens(harm) {
    const [at, end] = [harm.from + confirmedAfter, endOf(harm)]
    if (heatOf(harm) <= hotAbove || at >= end) return []
    const begun = { at, event: 'terminalHot', magnitude: heatOf(harm) } as const
    return Number.isFinite(end)
      ? [begun, { at: end, event: 'terminalCooled', duration: end - harm.from }]
      : [begun]
  },
}
