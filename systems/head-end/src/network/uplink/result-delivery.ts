import { zone } from '@ferraris/cosem'
import {
  blocksOfRun,
  eventProfiles,
  type IntervalBlock,
  logOf,
  obisCodes,
  quality,
  scaledInteger,
  secondsOf,
  wholeSecondsOf,
} from '@ferraris/metering'
import type { MeterEvents, ProfileDay, RegisterSnapshot, Result } from '@ferraris/uplink'
import { factorInto, quantityOf } from '../../collection/reading/meter-values.ts'
import type { Delivery } from '../../collection/writer.ts'
import { registerOfAlarm } from '../../events/alarm-codes.ts'
import type { LoggedEvent } from '../../events/device-event.ts'
import { learntBy } from '../../events/learnt.ts'
import type { MeterReading } from '../../readings/meter-reading.ts'
import { type impossibleIn, isPlausible } from '../../readings/plausible.ts'
import type { ReadingTypes } from '../../readings/reading-types.ts'

/** Numbers of interface G2 are whole base units. */
const plain = { scaler: 0, unit: 255 }

/** What a result of a concentrator becomes in the store: the same rows that a session with the meter would have made. */
export async function deliveryOf(
  result: Result,
  device: { endDeviceId: number; timeZone: string },
  types: ReadingTypes,
  concentrator: string,
): Promise<Delivery> {
  const nothing = { endDeviceId: device.endDeviceId, blocks: [], readings: [], events: [] }
  if (result.kind === 'events') return { ...nothing, events: eventsOf(result), alarms: wordsOf(result) }
  const quantities = result.registers.map(({ obis }) => quantityOf(obis, plain))
  await types.ensure(quantities, `concentrator ${concentrator}`)
  return result.kind === 'registers'
    ? { ...nothing, readings: [readingOf(result, types)] }
    : { ...nothing, blocks: blocksOf(result, device.timeZone, types) }
}

/** Times and names of a result as they stand in it, before it becomes rows. */
export function namesOf(result: Result): Parameters<typeof impossibleIn>[0] {
  const readings = [{ time: secondsOf(result.readAt), registers: [] }]
  if (result.kind === 'events') return { blocks: [], readings, events: eventsOf(result) }
  if (result.kind === 'registers') {
    const { registers, time } = result
    return { blocks: [], readings: [...readings, { time: secondsOf(time), registers }], events: [] }
  }
  const start = secondsOf(result.start)
  return { blocks: result.registers.map(({ obis }) => ({ obis, start })), readings, events: [] }
}

/** Days are those of the meter's zone as the head-end knows it, whatever zone the concentrator has. */
function blocksOf(
  { start, intervalSeconds, registers }: ProfileDay,
  timeZone: string,
  types: ReadingTypes,
): IntervalBlock[] {
  return registers.flatMap(({ obis, increments, quality }) => {
    const factor = factorInto(types, obis, plain)
    const values = increments.map(value => (value === null ? null : scaledInteger(value, factor)))
    return blocksOfRun({ obis, start: secondsOf(start), intervalSeconds, values, quality }, zone(timeZone))
  })
}

function readingOf({ time, registers }: RegisterSnapshot, types: ReadingTypes): MeterReading {
  return {
    time: wholeSecondsOf(time),
    origin: 'registers',
    registers: registers.map(({ obis, value }) => ({
      obis,
      value: scaledInteger(value, factorInto(types, obis, plain)),
    })),
    quality: quality.valid,
  }
}

function eventsOf({ events }: MeterEvents): LoggedEvent[] {
  return events.map(({ time, code, index }) => ({
    time: secondsOf(time),
    code,
    // Concentrators read all logs in one row: the number tells which it stands in.
    log: logOf(eventProfiles.ferraris, code) ?? obisCodes.standardLog,
    ordinal: index,
    numbered: true,
    learnt: learntBy.line,
  }))
}

/** Registers first; names that are no alarm register or descriptor say nothing. A clock that cannot be is not believed. */
function wordsOf({ alarms, readAt }: MeterEvents): Delivery['alarms'] {
  if (alarms === undefined) return undefined
  const { words, time } = alarms
  const seen = secondsOf(isPlausible(secondsOf(time), readAt) ? time : readAt)
  return words
    .filter(({ obis }) => registerOfAlarm(obis) !== undefined)
    .map(({ obis: register, word }) => ({ register, word, time: seen }))
    .toSorted((one, other) => Number(isDescriptor(one.register)) - Number(isDescriptor(other.register)))
}

function isDescriptor(alarm: string): boolean {
  return registerOfAlarm(alarm) !== alarm
}
