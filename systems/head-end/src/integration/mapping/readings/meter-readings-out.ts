import {
  type Capture,
  decimalValue,
  type NounValue,
  named,
  obisReadingType,
  qualityCodes,
  readingTypeOf,
  usualMultiplier,
} from '@ferraris/cim'
import { msPerSecond, type Quality, quality } from '@ferraris/metering'

export type MeterReadings = NounValue<'MeterReadings'>
type MeterReading = NonNullable<MeterReadings['MeterReading']>[number]

/** A quantity as the store has it: integers, in units of ten to the power of `scaler`. */
interface Stored {
  readonly serial: string
  readonly usagePoint: string | null
  readonly obis: string
  readonly scaler: number
}

/** A day's increments. */
export interface Block extends Stored {
  /** Of the first interval, epoch milliseconds. */
  readonly start: number
  readonly intervalSeconds: number
  readonly values: readonly (number | null)[]
  readonly quality: readonly number[]
}

/** What a register showed. */
export interface Register extends Stored {
  readonly time: number
  readonly value: number
  readonly quality: number
}

/**
 * Blocks and registers as MeterReadings, by meter. Quantities without a reading type go out under their OBIS code, which is listed among
 * the reading types.
 */
export function meterReadingsOf(
  blocks: readonly Block[],
  registers: readonly Register[],
  reason?: MeterReadingReason,
): MeterReadings {
  const unnamed = new Set<string>()
  const typeOf = (obis: string, capture: Capture) => {
    const type = readingTypeOf(obis, capture)
    if (type === undefined) unnamed.add(obis)
    return type ?? obis
  }
  const meters = new Map<string, { one: Stored; blocks: Block[]; registers: Register[] }>()
  const of = (one: Stored) => {
    const known = meters.get(one.serial) ?? { one, blocks: [], registers: [] }
    meters.set(one.serial, known)
    return known
  }
  for (const block of blocks) of(block).blocks.push(block)
  for (const register of registers) of(register).registers.push(register)
  const readings = [...meters.values()].map(
    ({ one, blocks, registers }): MeterReading => ({
      ...(blocks.length > 0 && { IntervalBlocks: blocks.map(block => intervalBlockOf(block, typeOf)) }),
      Meter: named(one.serial),
      ...(registers.length > 0 && {
        Readings: registers.map(register => readingOf(register, typeOf, reason)),
      }),
      ...(one.usagePoint !== null && { UsagePoint: named(one.usagePoint) }),
    }),
  )
  return {
    ...(readings.length > 0 && { MeterReading: readings }),
    ...(unnamed.size > 0 && {
      ReadingType: [...unnamed].map(obis => ({ mRID: obis, ...obisReadingType(obis) })),
    }),
  }
}

export type MeterReadingReason = NonNullable<NonNullable<MeterReading['Readings']>[number]['reason']>

type TypeOf = (obis: string, capture: Capture) => string

function intervalBlockOf(block: Block, typeOf: TypeOf): NonNullable<MeterReading['IntervalBlocks']>[number] {
  const { obis, start, intervalSeconds, values, quality: codes, scaler } = block
  return {
    ReadingType: typeOf(obis, { period: intervalSeconds, delta: true }),
    IntervalReadings: values.map((value, place) => ({
      // The standard stamps an interval at its end.
      timeStamp: start + (place + 1) * intervalSeconds * msPerSecond,
      ...(value !== null && { value: decimalValue(value, scaler - multiplierOf(obis)) }),
      ...qualitiesOf(codes[place] ?? quality.missing),
    })),
  }
}

function readingOf(
  register: Register,
  typeOf: TypeOf,
  reason: MeterReadingReason | undefined,
): NonNullable<MeterReading['Readings']>[number] {
  const { obis, time, value, scaler, quality: code } = register
  return {
    ...(reason !== undefined && { reason }),
    timeStamp: time,
    value: decimalValue(value, scaler - multiplierOf(obis)),
    ReadingType: typeOf(obis, { period: 'none', delta: false }),
    ...qualitiesOf(code),
  }
}

/** What goes out under its OBIS code is in the unit itself. */
function multiplierOf(obis: string): number {
  return readingTypeOf(obis, { period: 'none', delta: false }) === undefined ? 0 : usualMultiplier(obis)
}

/** What is valid goes without saying. */
function qualitiesOf(code: number): { ReadingQualities?: { ReadingQualityType: string }[] } {
  if (code === quality.valid) return {}
  const known = qualityCodes.get(code as Quality) ?? qualityCodes.get(quality.suspect)
  return known === undefined ? {} : { ReadingQualities: [{ ReadingQualityType: known.code }] }
}
