import { type Data, decodeData, type Obis, obis } from '@ferraris/cosem'
import { classes, type InterfaceClass, interfaceClassOf } from '@ferraris/cosem/classes'
import { type AccessRights, access, decodeObjectList, type ObjectListElement } from '@ferraris/cosem/values'
import type { DlmsSession } from '@ferraris/transport'
import { Refusal } from '../../errors.ts'

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

/** Reads what the meter shows to our client (class 15, attribute 2; under short names class 12). Throws Refusal. */
export async function readObjectList(session: DlmsSession): Promise<ObjectList> {
  const elements = await readElements(session)
  return new Map(
    elements.map(element => [
      element.obis,
      {
        ...element,
        class: interfaceClassOf(element.classId, element.version) ?? interfaceClassOf(element.classId),
      },
    ]),
  )
}

const currentAssociation = obis('0.0.40.0.0.255')

async function readElements(session: DlmsSession): Promise<readonly ObjectListElement[]> {
  const [result] = await session.get({ classId: 15, obis: currentAssociation, attribute: 2 })
  if (result?.kind === 'data') return decodeObjectList(decodeData(result.data))
  const { classId } = classes.associationSn
  const [byShortNames] = await session.get({ classId, obis: currentAssociation, attribute: 2 })
  if (byShortNames?.kind === 'data') return readableAll(decodeData(byShortNames.data))
  throw new Refusal(
    'application',
    'object-list-refused',
    `the meter does not show its object list: ${result?.result}`,
  )
}

/** A list of short names says nothing of rights: whatever the class has may be asked for. */
function readableAll(list: Data): readonly ObjectListElement[] {
  return classes.associationSn.attributes.objectList.type
    .decode(list)
    .map(({ classId, version, obis: name }) => {
      const known = interfaceClassOf(classId, version) ?? interfaceClassOf(classId)
      const attributes = Object.values(known?.attributes ?? {}).map(({ id }) => ({
        attribute: id,
        mode: access.read,
        selectors: undefined,
      }))
      return { classId, version, obis: name, access: { attributes, methods: [] } }
    })
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
