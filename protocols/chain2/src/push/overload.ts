import { eventTypes, noCountdown } from '../frames/event-types.ts'
import type { Emit, PushSample } from './sample.ts'
import type { PushSettings } from './settings.ts'

type Settings = PushSettings['overload']

/** What is remembered for use case A.3 while the available power is exceeded. */
export interface Overload {
  readonly toldAt: number
  /** Since when the power has been below again. */
  readonly belowSince: number | undefined
  /** The limiter has opened. */
  readonly open: boolean
}

export function stepOverload(
  before: Overload | undefined,
  sample: PushSample,
  settings: Settings,
  emit: Emit,
): Overload | undefined {
  const { time, power, countdown = noCountdown, limiterOpen = false } = sample
  const { availablePower, hysteresis, backSeconds, repeatSeconds } = settings
  const tell = (eventType: number, seconds: number): void =>
    emit(22, eventType, { power, availablePower, countdown: Math.min(seconds, noCountdown) })
  const told = { toldAt: time, belowSince: undefined, open: limiterOpen }

  if (limiterOpen) {
    if (before?.open === true) return before
    tell(eventTypes.limiterOpen, 0)
    return told
  }
  if (before === undefined) {
    if (power <= availablePower) return undefined
    tell(eventTypes.availablePowerExceeded, countdown)
    return told
  }
  if (before.open || power <= availablePower - hysteresis) {
    const belowSince = before.belowSince ?? time
    if (!before.open && time < belowSince + backSeconds) return { ...before, belowSince }
    tell(eventTypes.backBelow, noCountdown)
    return undefined
  }
  if (power > availablePower && countdown < noCountdown && time >= before.toldAt + repeatSeconds) {
    tell(eventTypes.availablePowerExceeded, countdown)
    return told
  }
  return before.belowSince === undefined ? before : { ...before, belowSince: undefined }
}

export function overloadDue(
  overload: Overload | undefined,
  { time, power }: PushSample,
  { availablePower, hysteresis, backSeconds, repeatSeconds }: Settings,
): number {
  if (overload === undefined || overload.open) return Number.POSITIVE_INFINITY
  if (power <= availablePower - hysteresis) return (overload.belowSince ?? time) + backSeconds
  return power > availablePower
    ? Math.max(overload.toldAt + repeatSeconds, time + 1)
    : Number.POSITIVE_INFINITY
}
