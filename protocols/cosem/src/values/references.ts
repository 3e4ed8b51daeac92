import { arrayOf, structure } from './composites.ts'
import { anyData, dateTime, enumeration, integer, logicalName, longUnsigned } from './leaves.ts'
import type { ValueTypeOf } from './value-type.ts'

/** An object, whatever attribute of it is meant (IEC 62056-6-2: object_definition). */
export const objectReference = structure({ classId: longUnsigned, obis: logicalName })
export type ObjectReference = ValueTypeOf<typeof objectReference>

/** One attribute of an object (value_definition). Class 0 means none. */
export const attributeReference = structure({
  classId: longUnsigned,
  obis: logicalName,
  attribute: integer,
})
export type AttributeReference = ValueTypeOf<typeof attributeReference>

/** A script of a script table (action_item). The name 0.0.0.0.0.0 means none. */
export const scriptReference = structure({ scriptTable: logicalName, selector: longUnsigned })
export type ScriptReference = ValueTypeOf<typeof scriptReference>

/** What to execute when a value crosses its threshold upwards and downwards (action_set). */
export const actionSet = structure({ up: scriptReference, down: scriptReference })

/** From when to when; unspecified parts of a date-time repeat (window_element). */
export const timeWindow = structure({ start: dateTime, end: dateTime })

/** Baud rates of the communication classes. */
export const communicationSpeed = enumeration({
  '300': 0,
  '600': 1,
  '1200': 2,
  '2400': 3,
  '4800': 4,
  '9600': 5,
  '19200': 6,
  '38400': 7,
  '57600': 8,
  '115200': 9,
})

/** Which part of an array attribute is meant: none, entries of a date range, or entries by number. */
export const restriction = structure({
  type: enumeration({ none: 0, 'by-date': 1, 'by-entry': 2 }),
  value: anyData,
})

/** An attribute to be sent, and which part of it. */
export const pushedAttribute = structure({
  classId: longUnsigned,
  obis: logicalName,
  attribute: integer,
  dataIndex: longUnsigned,
  restriction,
  columns: arrayOf(
    structure({ classId: longUnsigned, obis: logicalName, attribute: integer, dataIndex: longUnsigned }),
  ),
})
