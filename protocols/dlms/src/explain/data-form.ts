import { toHex } from '@ferraris/bytes'
import type { Data, TypeDescription } from '@ferraris/cosem'

/** A Data value as JSON: `t` the type, `v` the value; octets, dates and bcd as hex. */
export interface DataForm {
  t: string
  v: unknown
  desc?: TypeForm
}

/** A type description as JSON: `of` one element type of an array of `n`, or the types of a structure's members. */
export interface TypeForm {
  t: string
  n?: number
  of?: TypeForm | TypeForm[]
}

const safeInteger = (value: bigint): number | string =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(value)
    : String(value)

export function dataForm(data: Data): DataForm {
  switch (data.type) {
    case 'array':
    case 'structure':
      return { t: data.type, v: data.value.map(dataForm) }
    case 'compact-array':
      return { t: data.type, desc: typeForm(data.of), v: data.value.map(dataForm) }
    case 'long64':
    case 'long64-unsigned':
      return { t: data.type, v: safeInteger(data.value) }
    case 'bcd':
      return { t: data.type, v: toHex(Uint8Array.of(data.value)) }
    default:
      return { t: data.type, v: data.value instanceof Uint8Array ? toHex(data.value) : data.value }
  }
}

export function typeForm(of: TypeDescription): TypeForm {
  switch (of.type) {
    case 'array':
      return { t: of.type, n: of.count, of: typeForm(of.of) }
    case 'structure':
      return { t: of.type, of: of.of.map(typeForm) }
    default:
      return { t: of.type }
  }
}

/** A Data value in one line: `double-long-unsigned 4711`, `structure of 3`. */
export function dataText(data: Data): string {
  switch (data.type) {
    case 'null-data':
    case 'dont-care':
      return data.type
    case 'array':
    case 'structure':
    case 'compact-array':
      return `${data.type} of ${data.value.length}`
    default:
      return `${data.type} ${data.value instanceof Uint8Array ? toHex(data.value) : data.value}`
  }
}
