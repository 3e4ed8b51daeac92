import type { Data } from '@ferraris/cosem'
import { ValueError, type ValueType } from '@ferraris/cosem/values'

/** A value as the class declares it; undefined where it is of another type. */
export function decoded<T>(type: ValueType<T>, value: Data): T | undefined {
  try {
    return type.decode(value)
  } catch (error) {
    if (error instanceof ValueError) return undefined
    throw error
  }
}

/** The same, of a value in the very form that the class writes: a number in another integer type is none. */
export function exactlyDecoded<T>(type: ValueType<T>, value: Data): T | undefined {
  const typed = decoded(type, value)
  return typed !== undefined && type.encode(typed).type === value.type ? typed : undefined
}
