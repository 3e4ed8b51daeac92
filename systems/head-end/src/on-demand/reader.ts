import { defineErrors } from '@ferraris/errors'
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

/** Another session of this head-end with the device has not ended in the time that a client would wait for it. */
export class DeviceBusy extends defineErrors('session', {
  'meter-busy': [
    'unavailable',
    'another session with the meter is under way',
    'wait some seconds and ask again',
  ],
}) {
  constructor(serial: string) {
    super('meter-busy', `another session with ${serial}, or on the line it shares, is under way`)
  }
}

/** A session that did not reach its purpose, with the frames that went over the wire. `path` is the layer where it stopped. */
export class SessionFailure extends defineErrors('session', {
  silent: ['transport', 'the meter does not answer', 'check its URI and the network on the way'],
  refused: [
    'remote',
    'the meter answered and refused, or its answer is of no use',
    'look at the frames; often it is a wrong key or client',
  ],
  failed: ['local', 'this side could not hold the session', 'look at what the inventory says of the meter'],
  unreached: [
    'unavailable',
    'what leads to the meter is away',
    'look at the concentrator; nothing is known of the meter',
  ],
}) {
  readonly frames: readonly Frame[]

  constructor({ state, layer, message }: Failure, frames: readonly Frame[], cause?: unknown) {
    super(state, message, { path: layer, cause })
    this.frames = frames
  }

  /** Tells what a session died of. */
  static of(error: unknown, uri: string, frames: readonly Frame[]): SessionFailure {
    return new SessionFailure(failureOf(error, uri), frames, error)
  }
}
