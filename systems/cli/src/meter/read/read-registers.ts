import type { Obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { AttributeRequest } from '@ferraris/dlms'
import type { DlmsSession } from '@ferraris/transport'
import { obisName } from '../values/obis-names.ts'
import { isReadable, type ObjectList } from './object-list.ts'
import { indexAnswers, readAttributes } from './read-attributes.ts'
import { registerValue } from './register-value.ts'

/** A register with its value for people and for programs. */
export interface ReadRegister {
  readonly obis: Obis
  readonly name: string
  readonly value: number
  /** The same with all its decimals. */
  readonly text: string
  readonly unit: string
}

/** Every register that our client may read, with its scaler applied. */
export async function readRegisters(session: DlmsSession, list: ObjectList): Promise<ReadRegister[]> {
  const registers = [...list.values()].filter(
    object =>
      (object.classId === 3 || object.classId === 4) && isReadable(object, 2) && isReadable(object, 3),
  )
  const requests = registers.flatMap(({ classId, obis: name }): AttributeRequest[] => [
    { classId, obis: name, attribute: 2 },
    { classId, obis: name, attribute: 3 },
  ])
  const answer = indexAnswers(await readAttributes(session, requests))
  return registers.flatMap(({ obis: name }) => {
    const [raw, scaler] = [answer(name, 2), answer(name, 3)]
    if (raw === undefined || scaler === undefined) return []
    const found = registerValue(raw, classes.register.attributes.scalerUnit.type.decode(scaler))
    return found === undefined ? [] : [{ obis: name, name: obisName(name), ...found }]
  })
}
