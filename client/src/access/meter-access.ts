import type { Data, DateTime, Obis, Zone } from '@ferraris/cosem'
import type { InterfaceClass } from '@ferraris/cosem/classes'
import type { DataAccessResult } from '@ferraris/dlms'
import type { SupplyOrder } from '@ferraris/metering'
import type { ClockReading } from '../clock/clock-reading.ts'
import type { Profile } from '../profiles/profile.ts'
import type { Span } from '../profiles/row-requests.ts'
import type { RegisterAnswer } from '../registers/quantity.ts'

/** A name that a meter gives itself: device name, serial number, firmware. */
export interface MeterName {
  readonly obis: Obis
  readonly value: Data
}

/** An attribute as the meter gave it, or the reason for which it did not. */
export interface AttributeAnswer {
  /** Undefined for an unknown class. */
  readonly class: InterfaceClass | undefined
  readonly classId: number
  readonly data?: Data
  readonly refused?: DataAccessResult
}

/** What the logic of the supply switch says (IEC 62056-6-2, class 70, control_state); a number that the standard lacks. */
export type SwitchState = 'disconnected' | 'connected' | 'ready-for-reconnection' | number

/**
 * An open meter, whatever its protocol: its COSEM objects ({@link DlmsMeter}) or its tables ({@link TableMeter}) give
 * the same values under the same names. Members throw ClientError or SmitpRefusal where the meter may not or cannot, and
 * what the transport throws.
 */
export interface MeterAccess {
  /** Where the meter's day is. */
  readonly zone: Zone
  /** The names that are there. */
  names(): Promise<readonly MeterName[]>
  clock(): Promise<ClockReading>
  /** Sets the clock to ours, or to a local time of the meter, and reads it. */
  setClock(time?: DateTime): Promise<ClockReading>
  /** Registers with scaler and unit: those named, or all there are. */
  registers(names?: readonly Obis[]): Promise<readonly RegisterAnswer[]>
  /** Rows of a profile; an end left out is open. */
  profile(name: Obis, span?: Partial<Span>): Promise<Profile>
  attribute(name: Obis, id: number): Promise<AttributeAnswer>
  write(name: Obis, id: number, value: Data): Promise<void>
  switchState(): Promise<SwitchState | undefined>
  /** Disconnects or reconnects the supply, and gives the state then. */
  operateSwitch(order: SupplyOrder): Promise<SwitchState | undefined>
  firmware(): Promise<string>
  /** Brings an image to the meter, of which parts may be there already, activates it and gives the version that runs. */
  loadFirmware(image: Uint8Array, version: string): Promise<string>
}
