import { obis, scaled, unitSymbol } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { AttributeRequest, GetDataResult } from '@ferraris/dlms'
import type { Stamps } from '@ferraris/metering'
import { attributes } from '../collection/attributes.ts'
import { SessionError } from '../collection/failure.ts'
import type { MeterSession } from '../collection/meter-session.ts'
import { given, instantIn, numberOf, scalerUnitOf } from '../collection/meter-values.ts'
import type { ScalerUnit } from '../database/tables.ts'

/** A register as the meter gave it, or the reason for which it did not. */
export type RegisterAnswer =
  | {
      readonly obis: string
      readonly value: number
      readonly unit: string
      readonly raw: number
      readonly scalerUnit: ScalerUnit
    }
  | { readonly obis: string; readonly refused: string }

/** The meter's clock, seconds since 1970. */
export async function readClock(session: MeterSession, stamps: Stamps): Promise<number> {
  const [result] = await session.get([attributes.clock()])
  const instant = instantIn(given(result), stamps)
  if (instant !== undefined) return instant
  throw new SessionError('application', `the meter does not tell the time${refusal(result)}`)
}

const { register, extendedRegister, demandRegister } = classes

/** Where value and scaler_unit stand in the classes that measure. */
const places = new Map([
  [register.classId, [register.attributes.value.id, register.attributes.scalerUnit.id]],
  [
    extendedRegister.classId,
    [extendedRegister.attributes.value.id, extendedRegister.attributes.scalerUnit.id],
  ],
  [
    demandRegister.classId,
    [demandRegister.attributes.currentAverageValue.id, demandRegister.attributes.scalerUnit.id],
  ],
])

/**
 * Reads registers with scaler and unit. `classOf` tells what the object list says; without it an object is taken for a
 * Register. A register that the meter refuses is an answer, not an error.
 */
export async function readRegisters(
  session: MeterSession,
  wanted: readonly string[],
  classOf: (obis: string) => number | undefined,
): Promise<RegisterAnswer[]> {
  const requests = wanted.flatMap((name): AttributeRequest[] => {
    const listed = classOf(name)
    const classId = listed !== undefined && places.has(listed) ? listed : register.classId
    return places.get(classId)!.map(attribute => ({ classId, obis: obis(name), attribute }))
  })
  const results = requests.length === 0 ? [] : await session.get(requests)
  return wanted.map((obis, i) => answer(obis, results[2 * i], results[2 * i + 1]))
}

function answer(obis: string, result?: GetDataResult, scaling?: GetDataResult): RegisterAnswer {
  const number = numberOf(given(result))
  if (number === undefined) return { obis, refused: `no number${refusal(result)}` }
  const { scaler, unit } = scalerUnitOf(given(scaling))
  const value = scaled(number, scaler)
  return { obis, value, unit: unitSymbol(unit), raw: number, scalerUnit: { scaler, unit } }
}

function refusal(result: GetDataResult | undefined): string {
  return result?.kind === 'data-access-result' ? `: ${result.result}` : ''
}
