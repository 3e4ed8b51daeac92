import type { SignedEmergencyCall } from '@ferraris/metering'

/** What the supply may draw, W, and for how many seconds more before the switch opens. */
export interface PowerLimit {
  /** That which holds now. 0xFFFFFFFF in each place is none. */
  readonly active: number
  readonly normal: number
  readonly emergency: number
  readonly patienceSeconds: number
}

/** The limit of the supply, whatever keeps and enforces it. */
export interface PowerLimits {
  /** Undefined where active power is not what is limited. */
  read(now: number): PowerLimit | undefined
  /** Limits the supply in ordinary times, W; false where active power is not what is limited. */
  set(watts: number, now: number): boolean
  /** Takes an emergency that was called to all meters; false where it is refused. */
  takeEmergency(call: SignedEmergencyCall, now: number): boolean
}
