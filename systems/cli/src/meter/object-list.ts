import {
  type AccessRights,
  access,
  decodeData,
  decodeObjectList,
  type InterfaceClass,
  interfaceClassOf,
  type Obis,
  obis,
} from '@ferraris/cosem'
import type { DlmsSession } from '@ferraris/transport'
import { Refusal } from '../errors.ts'

/** An object of a meter, as its association shows it to us. */
export interface MeterObject {
  readonly classId: number
  readonly version: number
  readonly obis: Obis
  readonly access: AccessRights
  /** Undefined for a class that we do not know. */
  readonly class: InterfaceClass | undefined
}

export type ObjectList = ReadonlyMap<Obis, MeterObject>

/** Reads what the meter shows to our client (class 15, attribute 2). Throws Refusal. */
export async function readObjectList(session: DlmsSession): Promise<ObjectList> {
  const [result] = await session.get({ classId: 15, obis: obis('0.0.40.0.0.255'), attribute: 2 })
  if (result?.kind !== 'data') {
    throw new Refusal(
      'application',
      'object-list-refused',
      `the meter does not show its object list: ${result?.result}`,
    )
  }
  return new Map(
    decodeObjectList(decodeData(result.data)).map(element => [
      element.obis,
      {
        ...element,
        class: interfaceClassOf(element.classId, element.version) ?? interfaceClassOf(element.classId),
      },
    ]),
  )
}

/** An object by its name. Throws Refusal where our client does not see it. */
export function objectOf(list: ObjectList, name: Obis): MeterObject {
  const object = list.get(name)
  if (object !== undefined) return object
  const advice = 'see `ferraris meter objects`, or try --client management'
  throw new Refusal(
    'application',
    'object-undefined',
    `the meter shows no object ${name} to this client; ${advice}`,
  )
}

export function isReadable(object: MeterObject, attribute: number): boolean {
  const right = object.access.attributes.find(entry => entry.attribute === attribute)
  return right !== undefined && (right.mode & access.read) !== 0
}
