import { secondsPerQuarter } from '@ferraris/metering'
import type { LocalDay } from '../calendar/local-day.ts'

/** What a home may feed in from a quarter hour on, W; the next one takes its place. */
export type ExportLimit = { readonly from: number; readonly watts: number }

/** A limit that no home reaches. */
export const noExportLimit = 0xffffffff

/** The limit in force at an instant, W. */
export function exportLimitAt(limits: readonly ExportLimit[], instant: number): number {
  return limits.findLast(({ from }) => from <= instant)?.watts ?? noExportLimit
}

/**
 * What a home feeds in where its inverter obeys: the mean of a quarter hour stays below the limit. What the panels could have
 * given beyond it is never generated, so nothing else changes.
 *
 * @param energies Wh of the 96 wall-clock quarters
 */
export function limitedExport(
  energies: Int32Array,
  local: LocalDay,
  limits: readonly ExportLimit[],
): Int32Array {
  const [first] = limits
  if (first === undefined || first.from >= local.end) return energies
  const limited = energies.slice()
  for (const [quarter, wall] of local.wallQuarter.entries()) {
    const watts = exportLimitAt(limits, local.start + quarter * secondsPerQuarter)
    const most = Math.floor(watts / 4)
    // An hour that comes twice in autumn takes the stricter limit in both.
    limited[wall] = Math.min(limited[wall] ?? 0, most)
  }
  return limited
}
