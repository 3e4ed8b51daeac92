import { type Data, data, type Obis, obisFromOctets, obisToOctets } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { DlmsError } from '../dlms-error.ts'
import { methodOffset, step } from './method-offsets.ts'

/** An object that short names reach: its attributes and methods lie behind its base name. */
export interface NamedObject {
  /** 16 bits, signed as it travels: the association is −1536, which is FA00. */
  readonly baseName: number
  readonly classId: number
  readonly version: number
  readonly obis: Obis
}

/** What a short name stands for. */
export type ShortNameTarget =
  | { readonly classId: number; readonly obis: Obis; readonly attribute: number }
  | { readonly classId: number; readonly obis: Obis; readonly method: number }

/** Base names that every meter with short names has (IEC 62056-6-2, 4.1.3). */
export const reservedBaseNames = {
  association: signed(0xfa00),
  broadcastScripts: signed(0xfb00),
  sapAssignment: signed(0xfc00),
  logicalDeviceName: signed(0xfd00),
} as const

/** The short name of the object list: attribute 2 of the association. */
export const objectListName = reservedBaseNames.association + step

/** The current association, under its logical name (IEC 62056-6-2, class 12). */
export const associationSn = { classId: 12, obis: obisCodes.currentAssociation, replyToHls: 8 } as const

/** No object reaches further behind its base name. */
const longestReach = 0x100

function signed(name: number): number {
  return (name << 16) >> 16
}

function unsigned(name: number): number {
  return name & 0xffff
}

/** The objects of a logical device by their short names (IEC 62056-6-2, 4.1.3), in both directions. */
export class ShortNames {
  /** In the order of their base names. */
  readonly objects: readonly NamedObject[]
  readonly #byName: ReadonlyMap<string, NamedObject>

  constructor(objects: readonly NamedObject[]) {
    this.objects = objects.toSorted((a, b) => unsigned(a.baseName) - unsigned(b.baseName))
    this.#byName = new Map(objects.map(object => [key(object.classId, object.obis), object]))
  }

  /** Where an attribute stands; undefined for an object that is not in the list. */
  attribute(classId: number, name: Obis, attribute: number): number | undefined {
    const object = this.#byName.get(key(classId, name))
    return object && signed(object.baseName + (attribute - 1) * step)
  }

  /** Where a method stands; undefined for an object that is not in the list, or a class without names for its methods. */
  method(classId: number, name: Obis, method: number): number | undefined {
    const object = this.#byName.get(key(classId, name))
    const offset = methodOffset(classId)
    return object && offset && signed(object.baseName + offset + (method - 1) * step)
  }

  /** What stands at a short name. */
  resolve(name: number): ShortNameTarget | undefined {
    const object = this.objects.findLast(({ baseName }) => unsigned(baseName) <= unsigned(name))
    const offset = object === undefined ? longestReach : unsigned(name) - unsigned(object.baseName)
    if (object === undefined || offset >= longestReach || offset % step !== 0) return undefined
    const { classId, obis: instance } = object
    const methods = methodOffset(classId)
    return methods !== undefined && offset >= methods
      ? { classId, obis: instance, method: (offset - methods) / step + 1 }
      : { classId, obis: instance, attribute: offset / step + 1 }
  }

  /** object_list as it travels (IEC 62056-6-2, class 12, attribute 2), of the objects that the client may see. */
  encode(visible: (object: NamedObject) => boolean = () => true): Data {
    return data.array(
      ...this.objects
        .filter(visible)
        .map(({ baseName, classId, version, obis: name }) =>
          data.structure(
            data.long(baseName),
            data.longUnsigned(classId),
            data.unsigned(version),
            data.octets(obisToOctets(name)),
          ),
        ),
    )
  }

  /** Reads an object list. Throws DlmsError for what is none. */
  static decode(list: Data): ShortNames {
    if (list.type !== 'array') throw malformed(`${list.type} instead of an array`)
    return new ShortNames(list.value.map(namedObject))
  }
}

/** The names of the association itself, which a client needs before it can read any others. */
export const associationNames = new ShortNames([
  {
    baseName: reservedBaseNames.association,
    classId: associationSn.classId,
    version: 0,
    obis: associationSn.obis,
  },
])

function key(classId: number, name: Obis): string {
  return `${classId} ${name}`
}

function namedObject(element: Data): NamedObject {
  const [baseName, classId, version, name] = element.type === 'structure' ? element.value : []
  if (baseName?.type !== 'long' && baseName?.type !== 'long-unsigned')
    throw malformed('an element without base name')
  if (classId?.type !== 'long-unsigned' || version?.type !== 'unsigned')
    throw malformed('an element without class')
  if (name?.type !== 'octet-string' || name.value.length !== 6)
    throw malformed('an element without logical name')
  return {
    baseName: signed(baseName.value),
    classId: classId.value,
    version: version.value,
    obis: obisFromOctets(name.value),
  }
}

function malformed(detail: string): DlmsError {
  return new DlmsError('malformed-apdu', `object list: ${detail}`)
}
