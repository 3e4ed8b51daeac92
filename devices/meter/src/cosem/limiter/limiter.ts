import { instantOf, type Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Agenda, Automation } from '../../automation/automation.ts'
import { numberOf } from '../model/referenced-value.ts'
import { type WatchedValue, watchedValue } from '../monitors/watched-value.ts'
import { execute } from '../schedules/scripts.ts'

const { limiter } = classes

/** A threshold that nothing exceeds: the limiter is off. */
export const noLimit = 0xffffffff

/** What a limiter did last: whether it found the value above the threshold, and from when on it looks. */
type LimiterState = { readonly exceeded: boolean; readonly since: number }

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
 * below it for long enough thereafter the other.
 */
export const limiterAgenda: Agenda = (automation, { obis: name }, since, until) => {
  const { settings, memory, store } = automation
  const state = memory.get<LimiterState>(keyOf(name))
  const value = state && watchedValue(automation, settings.get(limiter, name, 'monitoredValue'))
  const threshold = thresholds(automation, name)
  if (state === undefined || value === undefined || threshold === undefined) return undefined
  const duration = settings.get(
    limiter,
    name,
    state.exceeded ? 'minUnderThresholdDuration' : 'minOverThresholdDuration',
  )
  const at = heldSince(value, threshold, state, duration, since, until)
  if (at === undefined) return undefined
  return {
    at,
    run: () => {
      const { overThreshold, underThreshold } = settings.get(limiter, name, 'actions')
      memory.set(keyOf(name), { exceeded: !state.exceeded, since: at } satisfies LimiterState)
      store.events.record(state.exceeded ? 'limiterKept' : 'limiterExceeded', at)
      execute(automation, state.exceeded ? underThreshold : overThreshold, at)
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

/** The first instant within (since, until] at which the value has been beyond the threshold for a duration. */
function heldSince(
  value: WatchedValue,
  threshold: Threshold,
  state: LimiterState,
  duration: number,
  since: number,
  until: number,
): number | undefined {
  let begin: number | undefined
  let at = Math.max(state.since, since - duration)
  while (at <= until) {
    const found = value.at(at)
    const limit = threshold.at(at)
    const beyond = found !== undefined && (state.exceeded ? found < limit : found > limit)
    if (!beyond) {
      begin = undefined
      const next = state.exceeded ? at : value.mayExceed(threshold.lowest, at + value.step)
      at = Math.max(at + value.step, next)
      continue
    }
    begin ??= at
    if (at - begin >= duration && at > since) return at
    at += value.step
  }
  return undefined
}
