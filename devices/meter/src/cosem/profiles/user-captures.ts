import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Automation } from '../../automation/automation.ts'
import { type Capture, captureStretches } from '../../store/profiles/captures.ts'

/** Rows of the free profile before the oldest give way. */
export const userProfileRows = 1000

type Kept = {
  /** Rows are captured from here on. */
  readonly since: number
  /** Instants of rows captured by order. */
  readonly ordered: readonly number[]
}

function keyOf(name: Obis): string {
  return `profile.${name}`
}

/** Empties the profile; it was given other columns or another period, too. */
export function restartProfile({ memory }: Automation, name: Obis, now: number): void {
  memory.set(keyOf(name), { since: now, ordered: [] } satisfies Kept)
}

/** Captures a row now. */
export function captureRow({ memory }: Automation, name: Obis, now: number): void {
  const { since, ordered } = memory.get<Kept>(keyOf(name)) ?? { since: now, ordered: [] }
  memory.set(keyOf(name), { since, ordered: [...ordered, now].slice(-userProfileRows) } satisfies Kept)
}

/**
 * When the rows of the profile were captured: at full periods of the meter's clock, and by order. The values of a row
 * are those of its instant, computed when they are read.
 */
export function userCaptures({ memory, settings, store }: Automation, name: Obis, now: number): Capture[] {
  const kept = memory.get<Kept>(keyOf(name))
  if (kept === undefined) return []
  const period = settings.get(classes.profileGeneric, name, 'capturePeriod')
  const ordered = kept.ordered.map(at => ({ at, shown: store.clock.read(at) }))
  // A clock set back passes moments twice: twice as many rows are looked at as are kept.
  const since = Math.max(kept.since, now - 2 * userProfileRows * period)
  const periodic = period === 0 ? [] : periods(captureStretches(store.clock.settings, now), since, period)
  return [...periodic, ...ordered].sort((a, b) => a.at - b.at).slice(-userProfileRows)
}

function periods(all: ReturnType<typeof captureStretches>, since: number, period: number): Capture[] {
  return all.flatMap(({ from, to, offset }) => {
    const found: Capture[] = []
    const begin = Math.max(from, since) + offset
    for (let shown = (Math.floor(begin / period) + 1) * period; shown - offset <= to; shown += period)
      found.push({ shown, at: shown - offset })
    return found
  })
}
