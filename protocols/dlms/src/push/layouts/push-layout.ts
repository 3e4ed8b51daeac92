import type { DataType } from '@ferraris/cosem'

/** Scaler and unit that a list leaves out: the number times ten to the power of `scaler`, in `unit`. */
export interface Scale {
  readonly scaler: number
  readonly unit: string
}

/** What stands at one place of a list without names: its type on the wire, and what it is. */
export interface Place extends Partial<Scale> {
  readonly type: DataType
  /** Missing where its meaning is unknown. */
  readonly obis?: string
}

/** A list recognised by the types of its elements, without their names. */
export interface PositionalLayout {
  readonly kind: 'positional'
  readonly name: string
  readonly places: readonly Place[]
}

/** A list of logical names and values in turn that leaves scaler and unit out. Recognised by its first text. */
export interface NamedLayout {
  readonly kind: 'named'
  readonly name: string
  /** The text it begins with. */
  readonly begins: RegExp
  /** By groups C and D of the logical name, as `1.8`. */
  readonly scales: Readonly<Record<string, Scale>>
}

/**
 * The scalers and units of a maker that leaves them out of lists with named values, name by name or behind a list of
 * their objects: the push object list of class 40, which many meters push along (IDIS package 2 and 3). Recognised by the
 * maker's three letters in the system title; one without `maker` serves all others.
 */
export interface UnscaledLayout {
  readonly kind: 'unscaled'
  readonly name: string
  readonly maker?: string
  readonly scales: Readonly<Record<string, Scale>>
}

export type PushLayout = PositionalLayout | NamedLayout | UnscaledLayout
