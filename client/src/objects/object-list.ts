import type { Obis } from '@ferraris/cosem'
import { classes, type InterfaceClass, interfaceClassOf } from '@ferraris/cosem/classes'
import { type AccessRights, access, decodeObjectList, type ObjectListElement } from '@ferraris/cosem/values'
import { obisCodes } from '@ferraris/metering'
import { ClientError } from '../client-error.ts'
import type { Association } from '../session/association.ts'
import { answerOf } from '../session/query.ts'

/** An object of a meter, as its association shows it to the client. */
export interface MeterObject {
  readonly classId: number
  readonly version: number
  readonly obis: Obis
  readonly access: AccessRights
  /** Undefined for an unknown class. */
  readonly class: InterfaceClass | undefined
}

export type ObjectList = ReadonlyMap<Obis, MeterObject>

/**
 * Reads what the meter shows to the client (class 15, attribute 2; under short names class 12). Throws ClientError
 * `refused`, ValueError.
 */
export async function readObjectList(
  association: Pick<Association, 'get'>,
): Promise<readonly ObjectListElement[]> {
  const { associationLn, associationSn } = classes
  const answer = await listOf(association, associationLn.classId, associationLn.attributes.objectList.id)
  if ('data' in answer) return decodeObjectList(answer.data)
  const byShortNames = await listOf(
    association,
    associationSn.classId,
    associationSn.attributes.objectList.id,
  )
  if ('data' in byShortNames) {
    return associationSn.attributes.objectList.type.decode(byShortNames.data).map(withEveryRight)
  }
  const { refused } = answer
  throw new ClientError('refused', 'object list', `the meter does not show it: ${refused}`, {
    result: refused,
  })
}

async function listOf(association: Pick<Association, 'get'>, classId: number, attribute: number) {
  const [result] = await association.get({ classId, obis: obisCodes.currentAssociation, attribute })
  return answerOf(result)
}

/** A list of short names holds no rights: every attribute of the class may be read. */
function withEveryRight({ classId, version, obis }: Omit<ObjectListElement, 'access'>): ObjectListElement {
  const attributes = Object.values(classOf(classId, version)?.attributes ?? {}).map(({ id }) => ({
    attribute: id,
    mode: access.read,
    selectors: undefined,
  }))
  return { classId, version, obis, access: { attributes, methods: [] } }
}

/** Objects by name, of the known classes. */
export function objectListOf(elements: readonly ObjectListElement[]): ObjectList {
  return new Map(
    elements.map(element => [element.obis, { ...element, class: classOf(element.classId, element.version) }]),
  )
}

function classOf(classId: number, version: number): InterfaceClass | undefined {
  return interfaceClassOf(classId, version) ?? interfaceClassOf(classId)
}

/** An object by its name. Throws ClientError `no-object` where the client does not see it. */
export function objectOf(list: ObjectList, name: Obis): MeterObject {
  const object = list.get(name)
  if (object !== undefined) return object
  throw new ClientError('no-object', name, 'the meter shows no such object to this client')
}

export function isReadable(object: MeterObject, attribute: number): boolean {
  const right = object.access.attributes.find(entry => entry.attribute === attribute)
  return right !== undefined && (right.mode & access.read) !== 0
}
