/** The tag octets of COSEM data (IEC 62056-6-2, 4.1.5; choice tags of IEC 62056-5-3, 9.5). */
export const dataTags = {
  'null-data': 0,
  array: 1,
  structure: 2,
  boolean: 3,
  'bit-string': 4,
  'double-long': 5,
  'double-long-unsigned': 6,
  'octet-string': 9,
  'visible-string': 10,
  'utf8-string': 12,
  bcd: 13,
  integer: 15,
  long: 16,
  unsigned: 17,
  'long-unsigned': 18,
  'compact-array': 19,
  long64: 20,
  'long64-unsigned': 21,
  enum: 22,
  float32: 23,
  float64: 24,
  'date-time': 25,
  date: 26,
  time: 27,
  'delta-integer': 28,
  'delta-long': 29,
  'delta-double-long': 30,
  'delta-unsigned': 31,
  'delta-long-unsigned': 32,
  'delta-double-long-unsigned': 33,
  'dont-care': 255,
} as const

export type DataType = keyof typeof dataTags

export const typeOfTag: ReadonlyMap<number, DataType> = new Map(
  Object.entries(dataTags).map(([type, tag]) => [tag, type as DataType]),
)

/** Types with a JavaScript number as value. */
export type NumberType =
  | 'double-long'
  | 'double-long-unsigned'
  | 'bcd'
  | 'integer'
  | 'long'
  | 'unsigned'
  | 'long-unsigned'
  | 'enum'
  | 'float32'
  | 'float64'
  | 'delta-integer'
  | 'delta-long'
  | 'delta-double-long'
  | 'delta-unsigned'
  | 'delta-long-unsigned'
  | 'delta-double-long-unsigned'

/** Types with octets as value. Dates and times stay octets: what a wildcard means is the reader's business. */
export type OctetsType = 'octet-string' | 'date-time' | 'date' | 'time'

/** Types with text as value. A visible-string keeps any octet (ISO 8859-1); a bit-string is written `'1010'`. */
export type TextType = 'visible-string' | 'utf8-string' | 'bit-string'
