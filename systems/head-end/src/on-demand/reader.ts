import type { AssociationObjectList, Frame, OnDemandReading } from './schemas.ts'

/** Talks to one meter at once, apart from the schedule. `null` when the inventory has no such device. */
export interface OnDemandReader {
  /** Reads the clock and the given registers, or those of the device's schedule. Throws `SessionRefused`. */
  readRegisters(serial: string, obis: readonly string[] | undefined): Promise<OnDemandReading | null>
  /** The object list of the association: the kept one, unless there is none or `refresh` asks for a new one. */
  readObjects(serial: string, refresh: boolean): Promise<AssociationObjectList | null>
}

/** A session that the meter, or the way to it, brought to an end before its purpose was reached. */
export class SessionRefused extends Error {
  override name = 'SessionRefused'
  /** Where it stopped, from the wire up. */
  readonly layer: 'tcp' | 'wrapper' | 'association' | 'security' | 'application'
  /** False when nothing came back in time. */
  readonly answered: boolean
  readonly frames: readonly Frame[]

  constructor(
    layer: SessionRefused['layer'],
    cause: string,
    { answered, frames }: { answered: boolean; frames: readonly Frame[] },
    options?: ErrorOptions,
  ) {
    super(`${layer}: ${cause}`, options)
    this.layer = layer
    this.answered = answered
    this.frames = frames
  }
}
