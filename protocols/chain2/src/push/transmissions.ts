import type { FrameNumber } from '../frames/frame.ts'

/** How a frame is repeated: the same octets with the same counter, against loss. */
export interface Replicas {
  readonly count: number
  /** From one transmission to the next, the least and the most. */
  readonly seconds: readonly [least: number, most: number]
}

export interface TransmissionSettings {
  readonly events: Replicas
  readonly periodic: Replicas
  /** Frames in the order in which they leave; the others come last. */
  readonly priorities: readonly FrameNumber[]
}

export const transmissionSettings: TransmissionSettings = {
  events: { count: 2, seconds: [3, 8] },
  periodic: { count: 2, seconds: [20, 60] },
  priorities: [22, 25, 23, 21, 41, 51, 1, 2],
}

/** Whether a frame tells of an event, at once, and not of a period that is over. */
export function isEvent(frame: FrameNumber): boolean {
  return frame >= 20
}

/**
 * Seconds after the first transmission at which a frame is repeated.
 *
 * @param draw gives numbers from 0 to below 1
 */
export function replicaDelays(
  frame: FrameNumber,
  settings: TransmissionSettings,
  draw: () => number,
): number[] {
  const { count, seconds } = isEvent(frame) ? settings.events : settings.periodic
  const [least, most] = seconds
  let delay = 0
  return Array.from({ length: count }, () => {
    delay += least + draw() * (most - least)
    return delay
  })
}

/** 0 for the most urgent. */
export function priorityOf(frame: FrameNumber, { priorities }: TransmissionSettings): number {
  const place = priorities.indexOf(frame)
  return place < 0 ? priorities.length : place
}

/**
 * Whether a frame that still waits, or its replicas, need not leave any more once a newer of the same kind is there. Alerts
 * always do.
 */
export function isSuperseded(waiting: FrameNumber, newer: FrameNumber): boolean {
  return waiting === newer && waiting !== 22 && waiting !== 25
}
