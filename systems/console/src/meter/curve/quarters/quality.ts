import { quality as known } from '@ferraris/metering'

/** Quality codes of the REST interface, and one of our own: an interval that is not expected yet. */
export const quality = {
  pending: -1,
  ...known,
} as const

export type QualityName = keyof typeof quality

const names = new Map<number, QualityName>(
  Object.entries(quality).map(([name, code]) => [code, name as QualityName]),
)

/** The name of a code; a code of a later head-end counts as suspect. */
export function qualityName(code: number): QualityName {
  return names.get(code) ?? 'suspect'
}

// From what matters least to what must not be overlooked.
const order: readonly QualityName[] = [
  'pending',
  'valid',
  'edited',
  'clockAdjusted',
  'estimated',
  'suspect',
  'powerOff',
  'missing',
]

/** The higher, the less it should be overlooked. */
export function severityOf(code: number): number {
  return order.indexOf(qualityName(code))
}
