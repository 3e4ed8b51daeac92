import { type Data, type Obis, type ScalerUnit, scalerUnit } from '@ferraris/cosem'
import { ValueError } from '@ferraris/cosem/values'
import type { AttributeRequest } from '@ferraris/dlms'
import { answerOf, given, type Query } from '../session/query.ts'
import { noUnit, type RawRegister, type RefusedRegister, rawNumber, registerPlace } from './quantity.ts'

/** A register to read: `scaler` where it is known already. */
interface RegisterTarget {
  readonly classId: number
  readonly obis: Obis
  readonly scaler?: ScalerUnit | undefined
}

/** Queries a register, with its scaler and unit where they are unknown. A refusal is an answer. */
export function registerQuery({
  classId,
  obis,
  scaler,
}: RegisterTarget): Query<RawRegister | RefusedRegister> {
  const place = registerPlace(classId)
  if (place === undefined)
    return { requests: [], take: () => ({ value: { obis, refused: `class ${classId} is no register` } }) }
  const requests: AttributeRequest[] = [{ classId, obis, attribute: place.value }]
  if (scaler === undefined) requests.push({ classId, obis, attribute: place.scalerUnit })
  return {
    requests,
    take([result, scaling]) {
      const answer = answerOf(result)
      if ('refused' in answer) return { value: { obis, refused: answer.refused } }
      const raw = rawNumber(answer.data)
      if (raw === undefined) return { value: { obis, refused: `${answer.data.type} is no number` } }
      return { value: { obis, raw, scalerUnit: scaler ?? scalerUnitOf(given(scaling)) } }
    },
  }
}

/** scaler_unit of a register; those without one, or with an unknown one, count as plain numbers. */
export function scalerUnitOf(data: Data | undefined): ScalerUnit {
  if (data === undefined || data.type === 'null-data') return noUnit
  try {
    return scalerUnit.decode(data)
  } catch (error) {
    if (error instanceof ValueError) return noUnit
    throw error
  }
}

/** Queries scaler and unit of a register. */
export function scalerQuery({ classId, obis }: Pick<RegisterTarget, 'classId' | 'obis'>): Query<ScalerUnit> {
  const attribute = registerPlace(classId)?.scalerUnit
  return {
    requests: attribute === undefined ? [] : [{ classId, obis, attribute }],
    take: ([result]) => ({ value: scalerUnitOf(given(result)) }),
  }
}
