import type { RegisterAnswer } from '@ferraris/client'
import { quality, scaledInteger } from '@ferraris/metering'
import { factorInto, quantityOf } from '../collection/reading/meter-values.ts'
import type { MeterReading } from '../readings/meter-reading.ts'
import { deviceOrigin, type ReadingTypes } from '../readings/reading-types.ts'

/** Register answers as the store keeps them: integers of each reading type. `time` in seconds since 1970. */
export async function asMeterReading(
  answers: readonly RegisterAnswer[],
  time: number,
  types: ReadingTypes,
  endDeviceId: number,
): Promise<MeterReading> {
  const given = answers.filter(answer => 'value' in answer)
  const quantities = given.map(({ obis, scalerUnit }) => quantityOf(obis, scalerUnit))
  await types.ensure(quantities, deviceOrigin(endDeviceId))
  return {
    time,
    origin: 'on-demand',
    registers: given.map(({ obis, raw, scalerUnit }) => ({
      obis,
      value: scaledInteger(Number(raw), factorInto(types, obis, scalerUnit)),
    })),
    quality: quality.valid,
  }
}
