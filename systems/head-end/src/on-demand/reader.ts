import type { AssociationObjectList, Frame, OnDemandReading } from './schemas.ts'

/** Talks to one meter at once, apart from the schedule. `null` when the inventory has no such device. */
export interface OnDemandReader {
  /** Reads the clock and the given registers, or those of the device's schedule. Throws SessionFailure. */
  readRegisters(serial: string, obis: readonly string[] | undefined): Promise<OnDemandReading | null>
  /**
   * The object list of the association: the kept one, unless there is none or `refresh` asks for a new one.
   * Throws SessionFailure.
   */
  readObjects(serial: string, refresh: boolean): Promise<AssociationObjectList | null>
}

/**
 * Why a session did not reach its purpose:
 * `refused` by the meter; `silent`, no answer in time; `busy` with another session of ours; `not-callable`, because
 * the inventory lacks a key or holds a wrong URI.
 */
export type SessionFault = 'refused' | 'silent' | 'busy' | 'not-callable'

/** A session that did not reach its purpose, with the frames that went over the wire. */
export class SessionFailure extends Error {
  override name = 'SessionFailure'
  readonly fault: SessionFault
  /** Where it stopped, from the wire up. */
  readonly layer: string
  readonly frames: readonly Frame[]

  constructor(
    fault: SessionFault,
    layer: string,
    cause: string,
    frames: readonly Frame[] = [],
    options?: ErrorOptions,
  ) {
    super(`${layer}: ${cause}`, options)
    this.fault = fault
    this.layer = layer
    this.frames = frames
  }
}
