import { toHex } from '@ferraris/bytes'
import type { Data } from './data.ts'
import { bcdText } from './describe.ts'
import type { TypeDescription } from './type-description.ts'

/** Data as JSON: type and value. What JSON cannot hold is text: integers beyond 2^53, octets (hex), NaN and infinities. */
export interface VectorForm {
  readonly t: Data['type']
  readonly v: VectorValue
  /** Type of the elements of a compact array. */
  readonly desc?: DescriptionForm
}
type VectorValue = null | boolean | number | string | readonly VectorForm[]

interface DescriptionForm {
  readonly t: TypeDescription['type']
  readonly n?: number
  readonly of?: DescriptionForm | readonly DescriptionForm[]
}

/** The form in which conformance vectors and `--json` output write data. */
export function toVectorForm(data: Data): VectorForm {
  if (data.type === 'compact-array')
    return { t: data.type, desc: toDescriptionForm(data.of), v: data.value.map(toVectorForm) }
  return { t: data.type, v: plainValue(data) }
}

function plainValue(data: Data): VectorValue {
  switch (data.type) {
    case 'array':
    case 'structure':
    case 'compact-array':
      return data.value.map(toVectorForm)
    case 'octet-string':
    case 'date-time':
    case 'date':
    case 'time':
      return toHex(data.value)
    case 'bcd':
      return bcdText(data.value)
    case 'long64':
    case 'long64-unsigned':
      return Number.isSafeInteger(Number(data.value)) ? Number(data.value) : String(data.value)
    case 'float32':
    case 'float64':
      return Number.isFinite(data.value) ? data.value : String(data.value)
    default:
      return data.value
  }
}

/** The form of a type description, as compact arrays and class 62 templates have it. */
export function toDescriptionForm(of: TypeDescription): DescriptionForm {
  if (of.type === 'array') return { t: of.type, n: of.count, of: toDescriptionForm(of.of) }
  if (of.type === 'structure') return { t: of.type, of: of.of.map(toDescriptionForm) }
  return { t: of.type }
}
