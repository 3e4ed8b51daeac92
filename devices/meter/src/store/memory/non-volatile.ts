/** What a non-volatile value may be made of. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [member: string]: Json | undefined }

/** The memory that a meter keeps without power. What was handed over has been written when the call returns. */
export interface NonVolatile {
  /** The value last set under a key, or the list appended under it. The caller knows its type. */
  get<Value extends Json>(key: string): Value | undefined
  set(key: string, value: Json): void
  /** Adds to the end of a list, of which only the last `keep` values are kept. */
  append(key: string, value: Json, keep: number): void
}

/** The values of one meter in memory. */
export type Values = Map<string, Json>

/** Applies an append to values in memory. */
export function appendTo(values: Values, key: string, value: Json, keep: number): void {
  const list = values.get(key)
  values.set(key, [...(Array.isArray(list) ? list : []), value].slice(-keep))
}

/** A memory that lives as long as the process: for tests and for meters that need not be kept. */
export function inMemory(): NonVolatile {
  const values: Values = new Map()
  return {
    get: <Value extends Json>(key: string) => values.get(key) as Value | undefined,
    set: (key, value) => void values.set(key, value),
    append: (key, value, keep) => appendTo(values, key, value, keep),
  }
}
