import type { AttributeSource, Quirks } from '@ferraris/client'
import { defineErrors } from '@ferraris/errors'
import type { Lease } from '../collection/leases/lease.ts'
import { type Failure, failureOf } from '../collection/session/failure.ts'
import type { MeterSession } from '../collection/session/meter-session.ts'
import type { MeterReading } from '../readings/meter-reading.ts'
import type { PingOutcome } from './ping-outcome.ts'
import type { AssociationObjectList, Frame, OnDemandReading } from './schemas.ts'

/** What a session brought, beside its frames. */
interface Outcome<T> {
  readonly result: T
  readonly clockOffsetSeconds?: number | undefined
  readonly readings?: MeterReading[]
}

/** What is done in a session with a leased meter. */
export type SessionWork<T> = (
  source: AttributeSource,
  lease: Lease,
  quirks: Quirks,
  association: MeterSession,
) => Promise<Outcome<T>>

/** Talks to one meter at once, apart from the schedule. `null` when the inventory has no such device. */
export interface OnDemandReader {
  /** Reads the clock and the given registers, or those of the schedule. Throws SessionFailure, DeviceBusy. */
  readRegisters(serial: string, obis: readonly string[] | undefined): Promise<OnDemandReading | null>
  /**
   * The object list of the association: the kept one, unless there is none or `refresh` asks for a new one.
   * Throws SessionFailure, DeviceBusy.
   */
  readObjects(serial: string, refresh: boolean): Promise<AssociationObjectList | null>
  /** Checks the way to a meter from below. Throws SessionFailure where nothing is learnt of the meter, DeviceBusy. */
  ping(serial: string): Promise<PingOutcome | null>
  /**
   * Leases a device, lets `work` use a session with it, and stores how that went. Throws SessionFailure, DeviceBusy.
   * @param leaseSeconds no session outlives it
   * @param as default: the client of the URI, which reads
   */
  withMeter<T>(
    serial: string,
    work: SessionWork<T>,
    leaseSeconds?: number,
    as?: 'reader' | 'management',
  ): Promise<{ readonly result: T; readonly frames: Frame[] } | null>
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
