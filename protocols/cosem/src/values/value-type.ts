import type { Data } from '../data/data.ts'

/**
 * What the value of an attribute is made of: the two directions between COSEM data and a typed object, and its name as
 * the standard writes it. Declared with the leaves of `leaves.ts` and the combinators of `composites.ts`.
 */
export interface ValueType<T> {
  /** `long-unsigned`, `structure { scaler: integer, unit: enum }`, `CHOICE`. */
  readonly text: string
  /** Throws {@link ValueError} for a value that the type cannot hold. */
  encode(value: T, path?: string): Data
  /** Throws {@link ValueError} that names the member in question. */
  decode(data: Data, path?: string): T
}

/** The TypeScript type of a declared value. */
export type ValueTypeOf<V> = V extends ValueType<infer T> ? T : never
