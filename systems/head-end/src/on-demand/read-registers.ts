import {
  classes,
  type Data,
  decodeData,
  instantOf,
  obis,
  scaled,
  unitSymbol,
  type Zone,
} from '@ferraris/cosem'
import type { AttributeRequest, GetDataResult } from '@ferraris/dlms'
import type { DlmsSession } from '@ferraris/transport'
import { SessionFailure } from './reader.ts'

/** A register as the meter gave it, or the reason for which it did not. */
export type RegisterAnswer = { obis: string; value: number; unit: string } | { obis: string; refused: string }

const { clock, register, extendedRegister, demandRegister } = classes
const clockObject = obis('0.0.1.0.0.255')

/** The meter's clock, seconds since 1970. */
export async function readClock(session: DlmsSession, zone: Zone): Promise<number> {
  const { id, type } = clock.attributes.time
  const [result] = await session.get({ classId: clock.classId, obis: clockObject, attribute: id })
  const time = dataOf(result!)
  if (typeof time === 'string') throw new SessionFailure('refused', 'application', `clock: ${time}`)
  const instant = instantOf(type.decode(time, 'clock.time'), zone)
  if (instant === undefined) throw new SessionFailure('refused', 'application', 'the clock has no date')
  return instant
}

/** Where value and scaler_unit stand in the classes that measure. */
const places = new Map<number, { value: number; scalerUnit: number }>([
  [register.classId, placesOf(register.attributes.value, register.attributes.scalerUnit)],
  [
    extendedRegister.classId,
    placesOf(extendedRegister.attributes.value, extendedRegister.attributes.scalerUnit),
  ],
  [
    demandRegister.classId,
    placesOf(demandRegister.attributes.currentAverageValue, demandRegister.attributes.scalerUnit),
  ],
])

function placesOf(value: { id: number }, scalerUnit: { id: number }) {
  return { value: value.id, scalerUnit: scalerUnit.id }
}

/**
 * Reads registers with scaler and unit. `classOf` tells what the object list says; without it an object is taken for a
 * Register. A register that the meter refuses is an answer, not an error.
 */
export async function readRegisters(
  session: DlmsSession,
  wanted: readonly string[],
  classOf: (obis: string) => number | undefined,
): Promise<RegisterAnswer[]> {
  const items = wanted.flatMap((text): AttributeRequest[] => {
    const known = classOf(text) ?? register.classId
    const classId = places.has(known) ? known : register.classId
    const { value, scalerUnit } = places.get(classId)!
    const object = { classId, obis: obis(text) }
    return [
      { ...object, attribute: value },
      { ...object, attribute: scalerUnit },
    ]
  })
  const results = items.length === 0 ? [] : await session.get(...items)
  return wanted.map((obis, i) => answer(obis, dataOf(results[2 * i]!), dataOf(results[2 * i + 1]!)))
}

function answer(obis: string, value: Data | string, scaling: Data | string): RegisterAnswer {
  if (typeof value === 'string') return { obis, refused: value }
  if (typeof scaling === 'string') return { obis, refused: `scaler_unit: ${scaling}` }
  const number = typeof value.value === 'bigint' ? Number(value.value) : value.value
  if (typeof number !== 'number') return { obis, refused: `the value is no number but ${value.type}` }
  const { scaler, unit } = register.attributes.scalerUnit.type.decode(scaling, `${obis}.scaler_unit`)
  return { obis, value: scaled(number, scaler), unit: unitSymbol(unit) }
}

/** The data, or the name of the data-access-result in its place. */
const dataOf = (result: GetDataResult): Data | string =>
  result.kind === 'data' ? decodeData(result.data) : result.result
