import type { LocalDate } from '@ferraris/cosem'
import type { RegisterRow } from '@ferraris/metering'
import type { MeterAlarms, MeterEvents, RegisterSnapshot } from '@ferraris/uplink'
import type { Image } from '../firmware/image.ts'
import type { Procedure } from './procedure.ts'

export type RegisterValues = Pick<RegisterSnapshot, 'time' | 'registers'>

/** How far a meter's log and its alarm registers are, 16 bit each: another number than last time means there is something to read. */
export interface NewsCounters {
  /** The number of the newest event. */
  readonly event: number
  /** Changes of alarm registers and descriptors. */
  readonly alarms: number
}

/** Where the supply switch of a meter stands. */
export interface SwitchPosition {
  readonly closed: boolean
  /** It is open, and closes when the customer presses the button (ready for reconnection, class 70). */
  readonly waitsForButton: boolean
}

/**
 * What the reading schedule and jobs request of a meter, whatever its application protocol. Every procedure throws
 * MeterError when the meter does not do it, and StoreError when its counters cannot be kept.
 */
export interface NeighbourhoodMeter {
  readNewsCounters(): Procedure<NewsCounters>
  /** The events behind the one numbered `known`, all that are kept if undefined, up to the newest. */
  readEvents(known: number | undefined, newest: number): Procedure<MeterEvents['events']>
  /** Alarm registers and descriptors, and the time that they stood so. */
  readAlarms(): Procedure<MeterAlarms>

  /** Rows of a register of the load profile, from one UNIX second to another, both included. */
  readProfile(register: string, from: number, to: number): Procedure<readonly RegisterRow[]>

  /** Energies and tariff registers as they stand now. */
  readRegisters(): Procedure<RegisterValues>
  /** The registers that the meter froze at the end of a local day. */
  readFrozenRegisters(day: LocalDate): Procedure<RegisterValues>

  /** What its clock shows, epoch milliseconds. */
  readClock(): Procedure<number>
  setClock(time: number): Procedure<void>
  /** Moves its clock by −900 … 900 seconds. */
  shiftClock(seconds: number): Procedure<void>

  readSwitch(): Procedure<SwitchPosition>
  operateSwitch(closed: boolean): Procedure<void>
  /** Limits the supply; returns the limit that holds now, W. */
  setLimit(watts: number): Procedure<number>

  readFirmwareVersion(): Procedure<string>
  /** Announces the image that will come; blocks of it that the meter has already stay. */
  announceImage(image: Image): Procedure<void>
  /** The blocks of the announced image that the meter lacks. */
  readMissingBlocks(image: Image): Procedure<Set<number>>
  sendBlock(image: Image, block: number): Procedure<void>
  /** Takes the blocks that have come as firmware; false when they are not the image that was announced. */
  activateImage(): Procedure<boolean>
}
