import type { ValueType } from '../values/value-type.ts'

/** Whether a value changes by itself (`dynamic`) or only by configuration (`static`). */
export type Behaviour = 'static' | 'dynamic'

export interface Attribute<T> {
  readonly id: number
  readonly type: ValueType<T>
  readonly behaviour: Behaviour
  /** One line for people. */
  readonly meaning: string
}

export interface Method<T> {
  readonly id: number
  /** Type of the invocation parameter. */
  readonly type: ValueType<T>
  readonly meaning: string
}

export function attribute<T>(
  id: number,
  type: ValueType<T>,
  behaviour: Behaviour,
  meaning: string,
): Attribute<T> {
  return { id, type, behaviour, meaning }
}

export function method<T>(id: number, type: ValueType<T>, meaning: string): Method<T> {
  return {
    id,
    type,
    meaning,
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a class holds attributes of any type; inference keeps each one
type Attributes = Readonly<Record<string, Attribute<any>>>
// biome-ignore lint/suspicious/noExplicitAny: as above
type Methods = Readonly<Record<string, Method<any>>>

/** A COSEM interface class of one version as data (IEC 62056-6-2). */
export interface InterfaceClass<A extends Attributes = Attributes, M extends Methods = Methods> {
  readonly name: string
  readonly classId: number
  readonly version: number
  readonly attributes: A
  readonly methods: M
}

/** Declares a class and keeps the type of each attribute and method. */
export function interfaceClass<const A extends Attributes, const M extends Methods>(
  declaration: InterfaceClass<A, M>,
): InterfaceClass<A, M> {
  return declaration
}
