import type { FrameOf } from '../frames/frame.ts'

/** What a meter has measured in a second. */
export interface PushSample {
  /** Whole seconds since 1970. */
  readonly time: number
  /** W imported; of a production meter, W produced. */
  readonly power: number
  /** W exported, where one meter sees both. */
  readonly producedPower?: number | undefined
  /** Wh of the import register. */
  readonly totalEnergy: number
  /** Seconds until the limiter opens, while it counts down. */
  readonly countdown?: number | undefined
  /** The limiter has opened. */
  readonly limiterOpen?: boolean | undefined
}

/** Frames of events that the rules make. */
type EventFrameNumber = 21 | 22 | 25 | 41 | 51

/** Makes a frame of an event; its time and number are added. */
export type Emit = <N extends EventFrameNumber>(
  frame: N,
  eventType: number,
  values: Omit<FrameOf<N>, 'frame' | 'eventType' | 'eventTime' | 'eventCount'>,
) => void
