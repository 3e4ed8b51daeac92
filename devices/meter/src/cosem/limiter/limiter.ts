import { instantOf, type Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Agenda, Automation } from '../../automation/automation.ts'
import { numberOf } from '../model/referenced-value.ts'
import { type WatchedValue, watchedValue } from '../monitors/watched-value.ts'
import { execute } from '../schedules/scripts.ts'

const { limiter } = classes

/** A threshold that nothing exceeds: the limiter is off. */
export const noLimit = 0xffffffff

/** What a limiter did last: whether it found the value above the threshold, from when on it looks, and whether it acted then. */
type LimiterState = { readonly exceeded: boolean; readonly since: number; readonly acted?: boolean }

function keyOf(name: Obis): string {
  return `limiter.${name}`
}

/** A limiter begins to look anew when its settings change. */
export function restartLimiter({ memory }: Automation, name: Obis, now: number): void {
  const { exceeded = false } = memory.get<LimiterState>(keyOf(name)) ?? {}
  memory.set(keyOf(name), { exceeded, since: now } satisfies LimiterState)
}

/**
 * Whether an emergency is on at an instant: one for a group of this meter, from its time on by the meter's clock.
 * (IEC 62056-6-2, class 71: emergency_profile.)
 */
export function isEmergency({ settings, store }: Automation, name: Obis, at: number): boolean {
  const { id, activationTime, duration } = settings.get(limiter, name, 'emergencyProfile')
  const begin = instantOf(activationTime, store.clock.zone)
  if (begin === undefined || !settings.get(limiter, name, 'emergencyProfileGroupIds').includes(id))
    return false
  const shown = store.clock.read(at)
  return begin <= shown && shown < begin + duration
}

/**
 * Limiter (class 71): when the value has been above the threshold for long enough the one script runs, when it has been
 * below it for long enough thereafter the other. A value that goes above it anew before that runs the one again: a switch that
 * the customer closes too early opens once more.
 */
export const limiterAgenda: Agenda = (automation, { obis: name }, since, until) => {
  const { settings, memory, store } = automation
  const state = memory.get<LimiterState>(keyOf(name))
  const value = state && watchedValue(automation, settings.get(limiter, name, 'monitoredValue'))
  const threshold = thresholds(automation, name)
  if (state === undefined || value === undefined || threshold === undefined) return undefined
  const held = (
    of: Omit<Search, 'seconds'>,
    duration: 'minOverThresholdDuration' | 'minUnderThresholdDuration',
  ) => heldSince(value, threshold, { ...of, seconds: settings.get(limiter, name, duration) }, since, until)
  const { since: from, exceeded, acted = false } = state
  const over = held({ from, isOver: true, isAnew: exceeded && acted }, 'minOverThresholdDuration')
  const under = exceeded
    ? held({ from, isOver: false, isAnew: false }, 'minUnderThresholdDuration')
    : undefined
  const at = Math.min(over ?? Number.POSITIVE_INFINITY, under ?? Number.POSITIVE_INFINITY)
  if (!Number.isFinite(at)) return undefined
  const isKept = at === under
  return {
    at,
    run: () => {
      const { overThreshold, underThreshold } = settings.get(limiter, name, 'actions')
      memory.set(keyOf(name), { exceeded: !isKept, since: at, acted: true } satisfies LimiterState)
      store.events.record(isKept ? 'limiterKept' : 'limiterExceeded', at)
      execute(automation, isKept ? underThreshold : overThreshold, at)
    },
  }
}

interface Threshold {
  readonly lowest: number
  at(instant: number): number
}

/** The threshold as it changes with emergencies; undefined where there is none. */
function thresholds(automation: Automation, name: Obis): Threshold | undefined {
  const normal = numberOf(automation.settings.get(limiter, name, 'thresholdNormal')) ?? noLimit
  const emergency = numberOf(automation.settings.get(limiter, name, 'thresholdEmergency')) ?? noLimit
  const { duration } = automation.settings.get(limiter, name, 'emergencyProfile')
  if (duration === 0) return normal === noLimit ? undefined : { lowest: normal, at: () => normal }
  return {
    lowest: Math.min(normal, emergency),
    at: instant => (isEmergency(automation, name, instant) ? emergency : normal),
  }
}

/** What is looked for: a value that stays above the threshold, or below it, for so long. */
interface Search {
  /** From when on it is looked at. */
  readonly from: number
  readonly isOver: boolean
  /** Whether it must have been on the other side since then. */
  readonly isAnew: boolean
  readonly seconds: number
}

/** The first instant within (since, until] at which the value has been beyond the threshold for a duration. */
function heldSince(
  value: WatchedValue,
  threshold: Threshold,
  { from, isOver, isAnew, seconds }: Search,
  since: number,
  until: number,
): number | undefined {
  let begin: number | undefined
  let isAwaited = isAnew
  // One step more, which shows that it was on the other side.
  let at = Math.max(from, since - seconds - value.step)
  while (at <= until) {
    const found = value.at(at)
    const limit = threshold.at(at)
    const isBeyond = found !== undefined && (isOver ? found > limit : found < limit)
    if (!isBeyond) {
      begin = undefined
      isAwaited = false
      const next = isOver ? value.mayExceed(threshold.lowest, at + value.step) : at
      at = Math.max(at + value.step, next)
      continue
    }
    if (!isAwaited) {
      begin ??= at
      if (at - begin >= seconds && at > since) return at
    }
    at += value.step
  }
  return undefined
}
