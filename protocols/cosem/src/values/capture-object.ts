import { structure } from './composites.ts'
import { integer, logicalName, longUnsigned } from './leaves.ts'
import type { ValueTypeOf } from './value-type.ts'

/**
 * capture_object_definition: an attribute of an object as a column of a profile (IEC 62056-6-2, class 7, attribute 3).
 * `attribute` 0 means all of them; `dataIndex` 0 means the whole attribute, else the element of it, counted from 1.
 */
export const captureObject = structure({
  classId: longUnsigned,
  obis: logicalName,
  attribute: integer,
  dataIndex: longUnsigned,
})
export type CaptureObject = ValueTypeOf<typeof captureObject>
