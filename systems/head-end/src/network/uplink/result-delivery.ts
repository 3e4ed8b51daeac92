import { zone } from '@ferraris/cosem'
import { type IntervalBlock, intervalsFromProfile, quality } from '@ferraris/metering'
import type { MeterEvents, ProfileDay, RegisterSnapshot, Result } from '@ferraris/uplink'
import { factorInto, quantityOf, stored } from '../../collection/meter-values.ts'
import type { Delivery } from '../../collection/writer.ts'
import type { LoggedEvent } from '../../events/event-writer.ts'
import type { MeterReading } from '../../readings/meter-reading.ts'
import type { ReadingTypes } from '../../readings/reading-types.ts'

/** The log that concentrators read (IEC 62056-6-1: standard event log). */
const standardLog = '0.0.99.98.0.255'

/** Numbers of interface G2 are whole base units. */
const plain = { scaler: 0, unit: 255 }

/** What a result of a concentrator becomes in the store: the same rows that a session with the meter would have made. */
export async function deliveryOf(
  result: Result,
  device: { endDeviceId: number; timeZone: string },
  types: ReadingTypes,
): Promise<Delivery> {
  const nothing = { endDeviceId: device.endDeviceId, blocks: [], readings: [], events: [] }
  if (result.kind === 'events') return { ...nothing, events: eventsOf(result) }
  await types.ensure(result.registers.map(({ obis }) => quantityOf(obis, plain)))
  return result.kind === 'registers'
    ? { ...nothing, readings: [readingOf(result, types)] }
    : { ...nothing, blocks: blocksOf(result, device.timeZone, types) }
}

/** Rows stand where an interval is known; status bits become quality codes as they do for a profile read by DLMS. */
function blocksOf(
  { start, intervalSeconds, registers, status }: ProfileDay,
  timeZone: string,
  types: ReadingTypes,
): IntervalBlock[] {
  const known = status.flatMap((_, i) =>
    registers.some(({ increments }) => increments[i] !== null) ? [i] : [],
  )
  const from = start / 1000
  const columns = {
    count: known.length,
    times: Float64Array.from(known, i => from + (i + 1) * intervalSeconds),
    status: Uint8Array.from(known, i => status[i]!),
    registers: registers.map(({ increments }) => Float64Array.from(known, i => increments[i] ?? Number.NaN)),
  }
  const roles = registers.map(({ obis }) => ({
    obis,
    kind: 'increment' as const,
    factor: factorInto(types, obis, plain),
  }))
  const to = from + status.length * intervalSeconds
  return intervalsFromProfile(columns, roles, { zone: zone(timeZone), period: intervalSeconds, from, to })
    .blocks
}

function readingOf({ time, registers }: RegisterSnapshot, types: ReadingTypes): MeterReading {
  return {
    time: Math.floor(time / 1000),
    origin: 'registers',
    registers: registers.map(({ obis, value }) => ({
      obis,
      value: stored(value, factorInto(types, obis, plain)),
    })),
    quality: quality.valid,
  }
}

function eventsOf({ events }: MeterEvents): LoggedEvent[] {
  return events.map(({ time, code, index }) => ({
    time: time / 1000,
    code,
    log: standardLog,
    ordinal: index,
    numbered: true,
  }))
}
