import type { Data } from '../data/data.ts'
import { accessRights } from './access-rights.ts'
import { arrayOf, structure } from './composites.ts'
import { anyData, logicalName, longUnsigned, unsigned } from './leaves.ts'
import { ValueError } from './value-error.ts'
import type { ValueType, ValueTypeOf } from './value-type.ts'

function elementOf(version: 0 | 1 | 2 | 3) {
  return structure({
    classId: longUnsigned,
    version: unsigned,
    obis: logicalName,
    access: accessRights[version],
  })
}

/** object_list_element by version of the association class, 0 to 3 (IEC 62056-6-2, class 15, attribute 2). */
export const objectListElements = [elementOf(0), elementOf(1), elementOf(2), elementOf(3)] as const

export type ObjectListElement = ValueTypeOf<(typeof objectListElements)[number]>

const loose = arrayOf(
  structure({ classId: longUnsigned, version: unsigned, obis: logicalName, access: anyData }),
)

/** Logical name of the association that is asking: `0.0.40.0.0.255`. */
const currentAssociation = '0.0.40.0.0.255'

/**
 * Reads the object list of an unknown meter. The form of access rights depends on the version of the association object,
 * which stands in the list itself; a list without it is read as version 1. One object must not hide all others: where its
 * access rights make no sense, it has none. Throws ValueError.
 */
export function decodeObjectList(list: Data, path = 'objectList'): readonly ObjectListElement[] {
  const elements = loose.decode(list, path)
  const associations = elements.filter(({ classId }) => classId === 15)
  const own = associations.find(({ obis }) => obis === currentAssociation) ?? associations[0]
  const rights: ValueType<ObjectListElement['access']> = accessRights[formOf(own?.version ?? 1)]
  return elements.map(element => ({ ...element, access: rightsOf(element.access, rights) }))
}

const noRights: ObjectListElement['access'] = { attributes: [], methods: [] }

function rightsOf(value: Data, type: ValueType<ObjectListElement['access']>): ObjectListElement['access'] {
  try {
    return type.decode(value)
  } catch (error) {
    if (error instanceof ValueError) return noRights
    throw error
  }
}

function formOf(version: number): 0 | 1 | 2 | 3 {
  return version === 0 || version === 1 || version === 2 ? version : 3
}
