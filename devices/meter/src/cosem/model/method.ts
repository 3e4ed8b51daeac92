import { type Data, encodeData } from '@ferraris/cosem'
import type { ValueType } from '@ferraris/cosem/values'
import type { ActionAnswer } from '@ferraris/dlms/server'
import type { ClientName } from '../../security/clients.ts'
import { management } from './attribute.ts'
import type { Context } from './context.ts'
import { decoded, exactlyDecoded } from './decoded.ts'

/** Carries out a method; one that does not take the parameter is carried out whatever the client sends. */
export type Action<P> = (context: Context, parameter: P) => ActionAnswer

/** A method as an object declares it. */
export type Method<P> =
  | Action<P>
  | {
      readonly does: Action<P>
      /** Default: management. */
      readonly access?: readonly ClientName[]
      /** Whether the parameter must be of the very type that the class declares, not another integer that fits. */
      readonly isExact?: boolean
    }

export const done: ActionAnswer = { result: 'success' }
export const refused: ActionAnswer = { result: 'other-reason' }

/** A method that an object carries out, or cannot. */
export function outcome(success: boolean): ActionAnswer {
  return success ? done : refused
}

/** A method that was carried out and answers with data. */
export function answer(value: Data): ActionAnswer {
  return { result: 'success', data: encodeData(value) }
}

/** One method of an object in a table: which clients may invoke it, and how that is done. */
export interface MethodEntry {
  readonly access: readonly ClientName[]
  /** The parameter is absent where the client sent none. */
  invoke(context: Context, parameter: Data | undefined): ActionAnswer
}

/** Joins a method with the type of parameter that its class declares. */
export function methodEntry<P>(type: ValueType<P>, method: Method<P>): MethodEntry {
  const {
    does,
    access = management,
    isExact = false,
  } = typeof method === 'function' ? { does: method } : method
  const takesParameter = does.length > 1
  return {
    access,
    invoke(context, parameter) {
      const value = parameter && (isExact ? exactlyDecoded : decoded)(type, parameter)
      if (value === undefined && takesParameter) return { result: 'type-unmatched' }
      // Undefined only for a function that does not look at it.
      return does(context, value as P)
    },
  }
}
