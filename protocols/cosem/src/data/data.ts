import type { NumberType, OctetsType, TextType } from './data-type.ts'
import type { TypeDescription } from './type-description.ts'

/** A COSEM value with its type, as it travels (IEC 62056-6-2, 4.1.5). */
export type Data =
  | { readonly type: 'null-data' | 'dont-care'; readonly value: null }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: NumberType; readonly value: number }
  | { readonly type: 'long64' | 'long64-unsigned'; readonly value: bigint }
  | { readonly type: OctetsType; readonly value: Uint8Array }
  | { readonly type: TextType; readonly value: string }
  | { readonly type: 'array' | 'structure'; readonly value: readonly Data[] }
  | { readonly type: 'compact-array'; readonly of: TypeDescription; readonly value: readonly Data[] }

const nullData: Data = { type: 'null-data', value: null }

/** Short constructors, so that tests and object lists read as values: `data.structure(data.unsigned(1))`. */
export const data = {
  nothing: (): Data => nullData,
  boolean: (value: boolean): Data => ({ type: 'boolean', value }),
  integer: (value: number): Data => ({ type: 'integer', value }),
  long: (value: number): Data => ({ type: 'long', value }),
  doubleLong: (value: number): Data => ({ type: 'double-long', value }),
  long64: (value: bigint): Data => ({ type: 'long64', value }),
  unsigned: (value: number): Data => ({ type: 'unsigned', value }),
  longUnsigned: (value: number): Data => ({ type: 'long-unsigned', value }),
  doubleLongUnsigned: (value: number): Data => ({ type: 'double-long-unsigned', value }),
  long64Unsigned: (value: bigint): Data => ({ type: 'long64-unsigned', value }),
  enumeration: (value: number): Data => ({ type: 'enum', value }),
  octets: (value: Uint8Array): Data => ({ type: 'octet-string', value }),
  text: (value: string): Data => ({ type: 'visible-string', value }),
  bits: (value: string): Data => ({ type: 'bit-string', value }),
  array: (...value: readonly Data[]): Data => ({ type: 'array', value }),
  structure: (...value: readonly Data[]): Data => ({ type: 'structure', value }),
} as const
