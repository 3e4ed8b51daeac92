import { type Failure, failureOf } from '../collection/failure.ts'
import type { AssociationObjectList, Frame, OnDemandReading } from './schemas.ts'

/** Talks to one meter at once, apart from the schedule. `null` when the inventory has no such device. */
export interface OnDemandReader {
  /** Reads the clock and the given registers, or those of the schedule. Throws SessionFailure, DeviceBusy. */
  readRegisters(serial: string, obis: readonly string[] | undefined): Promise<OnDemandReading | null>
  /**
   * The object list of the association: the kept one, unless there is none or `refresh` asks for a new one.
   * Throws SessionFailure, DeviceBusy.
   */
  readObjects(serial: string, refresh: boolean): Promise<AssociationObjectList | null>
}

/** Another session of ours with the device has not ended in the time that somebody would wait for it. */
export class DeviceBusy extends Error {
  override name = 'DeviceBusy'

  constructor(serial: string) {
    super(`another session with ${serial}, or on the line it shares, is under way`)
  }
}

/** A session that did not reach its purpose, with the frames that went over the wire. */
export class SessionFailure extends Error {
  override name = 'SessionFailure'
  readonly state: Failure['state']
  /** Where it stopped, from the wire up. */
  readonly layer: string
  readonly frames: readonly Frame[]

  constructor({ state, layer, message }: Failure, frames: readonly Frame[], options?: ErrorOptions) {
    super(`${layer}: ${message}`, options)
    this.state = state
    this.layer = layer
    this.frames = frames
  }

  /** Tells what a session died of; errors of our own making are thrown on. */
  static of(error: unknown, uri: string, frames: readonly Frame[]): SessionFailure {
    return new SessionFailure(failureOf(error, uri), frames, { cause: error })
  }
}
