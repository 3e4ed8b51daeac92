import type { Data, Obis } from '@ferraris/cosem'
import { attributeById, classes } from '@ferraris/cosem/classes'
import type { AttributeRequest } from '@ferraris/dlms'
import type { DlmsSession } from '@ferraris/transport'
import { obisName } from '../values/obis-names.ts'
import { type ObjectList, objectOf } from './object-list.ts'
import { type Plain, plainAttribute } from '../values/plain-value.ts'
import { type Answer, indexAnswers, readAttributes } from './read-attributes.ts'
import { scalerAttribute } from './read-profile.ts'
import { registerValue } from './register-value.ts'
import type { Target } from '../values/target.ts'

/** One attribute that was asked for. */
export interface ReadAttribute {
  readonly obis: Obis
  readonly attribute: number
  readonly name: string
  readonly attributeName: string | null
  readonly type: Data['type'] | null
  readonly value: Plain
  readonly unit?: string
  /** Why there is no value. */
  readonly refused?: string
}

/** The attributes asked for; of an object without a number the value, of a register with its unit. */
export async function readTargets(
  session: DlmsSession,
  list: ObjectList,
  targets: readonly Target[],
): Promise<ReadAttribute[]> {
  const objects = targets.map(target => objectOf(list, target.obis))
  const requests = objects.map(({ classId, obis: name }, i) => ({
    classId,
    obis: name,
    attribute: targets[i]!.id ?? 2,
  }))
  const scalers = requests.flatMap(({ classId, obis: name, attribute }): AttributeRequest[] => {
    const scaler =
      attribute === 2 || (classId === 5 && attribute === 3) ? scalerAttribute[classId] : undefined
    return scaler === undefined ? [] : [{ classId, obis: name, attribute: scaler }]
  })
  const answers = await readAttributes(session, requests)
  const scalerOf = indexAnswers(await readAttributes(session, scalers))
  return answers.map((answer, i) => {
    const object = objects[i]!
    const { attribute } = answer.request
    const about = {
      obis: object.obis,
      attribute,
      name: obisName(object.obis),
      attributeName: (object.class && attributeById(object.class, attribute)?.[0]) ?? null,
    }
    const scaler = scalerOf(object.obis, scalerAttribute[object.classId] ?? 0)
    return { ...about, ...describeAnswer(answer, object.class, scaler) }
  })
}

function describeAnswer(
  { request, data, refused }: Answer,
  of: Parameters<typeof plainAttribute>[0],
  scaler: Data | undefined,
): Pick<ReadAttribute, 'type' | 'value' | 'unit' | 'refused'> {
  if (data === undefined) return { type: null, value: null, refused }
  const isMeasured = scaler !== undefined && request.attribute !== scalerAttribute[request.classId]
  const register = isMeasured
    ? registerValue(data, classes.register.attributes.scalerUnit.type.decode(scaler))
    : undefined
  if (register !== undefined) return { type: data.type, value: register.value, unit: register.unit }
  return { type: data.type, value: plainAttribute(of, request.attribute, data) }
}
