import type { Data } from '@ferraris/cosem'
import { ValueError, type ValueType } from '@ferraris/cosem/values'
import type { ActionAnswer } from '@ferraris/dlms/server'
import type { Context } from './context.ts'

/** Carries out a method; the parameter is absent where the client sent none. */
export type Action = (context: Context, parameter: Data | undefined) => ActionAnswer

export const done: ActionAnswer = { result: 'success' }

/** A parameter as the class declares it; undefined where it is of another type. */
export function decoded<T>(type: ValueType<T>, value: Data): T | undefined {
  try {
    return type.decode(value)
  } catch (error) {
    if (error instanceof ValueError) return undefined
    throw error
  }
}
