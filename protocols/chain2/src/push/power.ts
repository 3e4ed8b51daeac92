import { eventTypes } from '../frames/event-types.ts'
import { isConfirmed, isSettled, type PowerWatch, told, watch } from './power-watch.ts'
import type { Emit, PushSample } from './sample.ts'
import type { PushSettings } from './settings.ts'

type Settings = PushSettings['power']

/** What is remembered for use case A.2. */
export interface PowerState {
  readonly consumed: PowerWatch
  /** Moves only where one frame tells of both directions. */
  readonly produced: PowerWatch
  /** When power was told last. */
  readonly toldAt: number
}

export function stepPower(
  before: PowerState | undefined,
  sample: PushSample,
  settings: Settings,
  emit: Emit,
): PowerState {
  const { time, power, producedPower = 0 } = sample
  const type = before === undefined ? eventTypes.association : typeOf(before, power)
  if (before !== undefined) {
    const consumed = watch(before.consumed, power, time, settings)
    const produced =
      settings.frame === 51 ? watch(before.produced, producedPower, time, settings) : before.produced
    const isDue = isConfirmed(consumed, time) || isConfirmed(produced, time)
    if (!isDue || time < before.toldAt + settings.spacingSeconds) {
      return { consumed, produced, toldAt: before.toldAt }
    }
  }
  if (settings.frame === 51) emit(51, type, { power, producedPower, gap: settings.gap })
  else emit(settings.frame, type, { power })
  return { consumed: told(power, settings), produced: told(producedPower, settings), toldAt: time }
}

function typeOf({ consumed }: PowerState, power: number): number {
  return power > consumed.told ? eventTypes.bandUp : eventTypes.bandDown
}

export function powerDue(state: PowerState, { time }: PushSample, settings: Settings): number {
  const { consumed, produced, toldAt } = state
  const changes = [consumed.change, produced.change].filter(change => change !== undefined)
  if (changes.length > 0) {
    return Math.max(
      Math.min(...changes.map(({ since }) => since)) + 1,
      toldAt + settings.spacingSeconds,
      time + 1,
    )
  }
  return isSettled(consumed) && isSettled(produced) ? Number.POSITIVE_INFINITY : time + 1
}
