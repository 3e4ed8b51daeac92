import type { Obis } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { methodOffset, step } from './method-offsets.ts'
import { associationSn, type NamedObject, reservedBaseNames } from './short-names.ts'

/** An object of a logical-name table, with the highest of its attributes and methods. */
interface ObjectToName {
  readonly classId: number
  readonly version: number
  readonly obis: Obis
  readonly attributes: number
  readonly methods: number
}

const associationLn = 15
const sapAssignment = 17
const firstName = 0x0100
/** Objects begin at round names, which are easier to read in a capture. */
const grain = 0x10

/**
 * Short names for a table of logical names. Reserved base names go to the objects they are reserved for; the association
 * takes the place of the Association LN objects. All others follow each other from 0100 in the order of the table, each
 * with room for its attributes and methods, so that the same table always has the same names. Throws RangeError when 16
 * bits do not suffice.
 */
export function assignShortNames(objects: readonly ObjectToName[]): NamedObject[] {
  let next = firstName
  return [
    {
      baseName: reservedBaseNames.association,
      classId: associationSn.classId,
      version: 0,
      obis: associationSn.obis,
    },
    ...objects
      .filter(({ classId }) => classId !== associationLn)
      .map(object => {
        const { classId, version, obis: name } = object
        const reserved = reservedName(object)
        if (reserved !== undefined) return { baseName: reserved, classId, version, obis: name }
        const baseName = next
        next += reach(object)
        if (next > (reservedBaseNames.association & 0xffff))
          throw new RangeError('too many objects for short names')
        return { baseName: (baseName << 16) >> 16, classId, version, obis: name }
      }),
  ]
}

function reservedName({ classId, obis: name }: ObjectToName): number | undefined {
  if (classId === sapAssignment) return reservedBaseNames.sapAssignment
  return name === obisCodes.logicalDeviceName ? reservedBaseNames.logicalDeviceName : undefined
}

/** How far the names of an object go. */
function reach({ classId, attributes, methods }: ObjectToName): number {
  const end = Math.max(attributes * step, (methodOffset(classId) ?? 0) + methods * step)
  return Math.ceil(end / grain) * grain
}
