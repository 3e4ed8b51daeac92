import { equal } from '@ferraris/bytes'
import type { Data } from '@ferraris/cosem'

/**
 * Whether two values say the same. Meters are careless with types: numbers are compared as numbers, octets as octets, texts and octets
 * that spell them as the same.
 */
export function sameData(a: Data, b: Data): boolean {
  const [left, right] = [elementsOf(a), elementsOf(b)]
  if (left !== undefined || right !== undefined) {
    if (left?.length !== right?.length) return false
    return left?.every((element, i) => sameData(element, right?.[i] ?? nothing)) ?? false
  }
  const [octets, others] = [octetsOf(a), octetsOf(b)]
  if (octets !== undefined && others !== undefined) return equal(octets, others)
  const [number, other] = [numberOf(a), numberOf(b)]
  if (number !== undefined && other !== undefined) return number === other
  return a.type === b.type && a.value === b.value
}

const nothing: Data = { type: 'null-data', value: null }

function elementsOf(value: Data): readonly Data[] | undefined {
  return value.type === 'array' || value.type === 'structure' || value.type === 'compact-array'
    ? value.value
    : undefined
}

function octetsOf(value: Data): Uint8Array | undefined {
  if (value.value instanceof Uint8Array) return value.value
  if (value.type === 'visible-string' || value.type === 'utf8-string')
    return new TextEncoder().encode(value.value)
  return undefined
}

/** The value of any type that holds a number, whole ones exactly. */
export function numberOf(value: Data): number | bigint | undefined {
  if (typeof value.value === 'number') return value.value
  if (typeof value.value !== 'bigint') return undefined
  const number = Number(value.value)
  return Number.isSafeInteger(number) ? number : value.value
}
