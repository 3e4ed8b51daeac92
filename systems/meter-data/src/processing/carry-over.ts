import { at } from '@ferraris/bytes'
import { quality } from '@ferraris/metering'
import type { Day } from '../day/day.ts'
import type { Edit } from '../store/notes.ts'
import type { Verdict } from '../validation/validate.ts'

/**
 * A day as it was collected, with what persons have set: their value stands where nothing was collected, and where what was collected
 * is still what they saw. A new reading goes before it, unless a rule refuses that reading (`refused`).
 */
export function withEdits(
  day: Day,
  edits: readonly Edit[],
  refused: ReadonlySet<number> = new Set(),
): { readonly day: Day; readonly kept: readonly Edit[]; readonly passed: readonly Edit[] } {
  const stands = ({ at: index, collected }: Edit) => {
    const value = at(day.values, index)
    return value === null || value === collected || refused.has(index)
  }
  const inside = edits.filter(edit => edit.at < day.values.length)
  const kept = inside.filter(stands)
  if (kept.length === 0) return { day, kept, passed: inside }
  const values = [...day.values]
  const codes = [...day.quality]
  for (const { at: index, value } of kept) {
    values[index] = value
    codes[index] = quality.edited
  }
  return { day: { ...day, values, quality: codes }, kept, passed: inside.filter(edit => !stands(edit)) }
}

/** Intervals whose reading a rule has refused. */
export function refusedBy({ quality: codes }: Verdict): Set<number> {
  return new Set(
    codes.flatMap((code, i) => (code === quality.estimated || code === quality.missing ? [i] : [])),
  )
}
