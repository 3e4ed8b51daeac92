import { quality, scaledInteger, wholeSecondsOf } from '@ferraris/metering'
import type { StepResult } from '@ferraris/work-order'
import { factorInto, quantityOf } from '../collection/reading/meter-values.ts'
import type { MeterReading } from '../readings/meter-reading.ts'
import { isObis } from '../readings/plausible.ts'
import { deviceOrigin, type ReadingTypes } from '../readings/reading-types.ts'

/** What a field device tells of registers, as far as it is of use here. */
interface ReadOnSite {
  readonly clock?: { readonly time?: string; readonly offsetSeconds?: number | null }
  readonly registers?: readonly { readonly obis?: string; readonly value?: number; readonly unit?: string }[]
}

/** Values come in whole base units. */
const plain = { scaler: 0, unit: 255 }
/** A clock that is further away does not say when something was read, seconds. */
const clockTolerance = 60

/**
 * The energies that a step has read, as a session with the meter would have brought them; undefined for a step that read
 * none. They stand at the time of the meter's clock, or of the field device's where that clock is wrong.
 */
export async function readingOfStep(
  { action, outcome, at, value }: StepResult,
  types: ReadingTypes,
  endDeviceId: number,
): Promise<MeterReading | undefined> {
  if (action !== 'read-registers' || outcome !== 'done') return undefined
  const { clock, registers = [] } = (value ?? {}) as ReadOnSite
  const energies = registers.flatMap(({ obis, value, unit }) =>
    obis !== undefined &&
    isObis(obis) &&
    /^(Wh|varh)$/.test(unit ?? '') &&
    value !== undefined &&
    Number.isSafeInteger(value)
      ? [{ obis, value }]
      : [],
  )
  if (energies.length === 0) return undefined
  await types.ensure(
    energies.map(({ obis }) => quantityOf(obis, plain)),
    deviceOrigin(endDeviceId),
  )
  const isRight = Math.abs(clock?.offsetSeconds ?? Number.POSITIVE_INFINITY) <= clockTolerance
  const time = Date.parse(isRight ? (clock?.time ?? at) : at)
  return {
    time: wholeSecondsOf(time),
    origin: 'registers',
    registers: energies.map(({ obis, value }) => ({
      obis,
      value: scaledInteger(value, factorInto(types, obis, plain)),
    })),
    quality: quality.valid,
  }
}
