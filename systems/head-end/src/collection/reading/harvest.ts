import type { IntervalBlock } from '@ferraris/metering'
import type { LoggedEvent } from '../../events/device-event.ts'
import type { MeterReading } from '../../readings/meter-reading.ts'
import type { DeviceFacts } from '../completion.ts'
import type { Delivery } from '../writer.ts'

/** What a session has brought so far. When it breaks off, what is here is whole and worth storing. */
export interface Harvest {
  readonly blocks: IntervalBlock[]
  readonly readings: MeterReading[]
  readonly events: LoggedEvent[]
  /** Alarm registers and descriptors, the registers first. */
  readonly alarms: NonNullable<Delivery['alarms']>[number][]
  learned: DeviceFacts | undefined
  /** Up to where each profile has been read: seconds since 1970, by OBIS. */
  readonly readUntil: Record<string, number>
  /** The meter's clock less ours. */
  clockOffsetSeconds: number | undefined
  /** How long the meter took until its association stood. */
  latencyMs: number | undefined
  /** Profile rows that were of no use. */
  unusedRows: number
}

export function emptyHarvest(): Harvest {
  return {
    blocks: [],
    readings: [],
    events: [],
    alarms: [],
    learned: undefined,
    readUntil: {},
    clockOffsetSeconds: undefined,
    latencyMs: undefined,
    unusedRows: 0,
  }
}
