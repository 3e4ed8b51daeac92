import type { Frame, FrameNumber } from '../frames/frame.ts'
import { includes } from '../profiles.ts'
import { type Overload, overloadDue, stepOverload } from './overload.ts'
import { type PowerState, powerDue, stepPower } from './power.ts'
import type { Emit, PushSample } from './sample.ts'
import type { PushSettings } from './settings.ts'
import { stepWeek, type Week, weekDue } from './week.ts'

/**
 * Which events a meter tells its customer, decided once a second:
 *
 * - A.2, power: a change beyond the resolution is told when a second sample confirms it, with the power of that moment, but not
 *   sooner than the spacing after the frame before. A change that is gone again by then is not told.
 * - A.3, overload: the first sample above the available power is told at once; then every 30 s while the limiter counts down, when
 *   it opens, and when the power has stayed below for a while.
 * - A.7, week: when the energy since Monday reaches the threshold, once a week for each threshold.
 *
 * The first sample's power is told in any case, so that a device need not wait for a change. The state is plain data.
 */
export interface PushState {
  readonly power: PowerState
  readonly overload: Overload | undefined
  readonly week: Week
  readonly eventCounts: EventCounts
}

/** Events of each frame so far, 16 bits. */
export type EventCounts = Readonly<Partial<Record<FrameNumber, number>>>

/** The next number of a frame's events, and the counts moved on: also for event frames that no rule here makes. */
export function nextEvent(
  counts: EventCounts,
  frame: FrameNumber,
): [eventCount: number, counts: EventCounts] {
  const count = ((counts[frame] ?? 0) + 1) & 0xffff
  return [count, { ...counts, [frame]: count }]
}

/** One second: the state before, undefined at the start, and a sample give the state after and the frames to send. */
export function stepPushRules(
  before: PushState | undefined,
  sample: PushSample,
  settings: PushSettings,
): [state: PushState, frames: readonly Frame[]] {
  const frames: Frame[] = []
  let eventCounts = before?.eventCounts ?? {}
  const emit: Emit = (frame, eventType, values) => {
    if (!includes(settings.profile, frame)) return
    const [eventCount, moved] = nextEvent(eventCounts, frame)
    eventCounts = moved
    const event = { frame, eventType, eventTime: sample.time, eventCount, ...values }
    frames.push(event as unknown as Frame)
  }
  const overload = stepOverload(before?.overload, sample, settings.overload, emit)
  const week = stepWeek(before?.week, sample, settings.week, emit)
  const power = stepPower(before?.power, sample, settings.power, emit)
  return [{ power, overload, week, eventCounts }, frames]
}

/**
 * The first second whose step can matter, if the measured powers stay as they are in this sample, with which the state was
 * made: a simulation leaves out those before.
 */
export function nextPushStep(state: PushState, sample: PushSample, settings: PushSettings): number {
  return Math.min(
    overloadDue(state.overload, sample, settings.overload),
    weekDue(state.week, sample, settings.week),
    powerDue(state.power, sample, settings.power),
  )
}
