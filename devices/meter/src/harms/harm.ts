/** What is done to a meter or to its supply, from an instant on. Instants are true time, whole seconds. */
export interface HarmOrder<Kind extends string = string> {
  readonly kind: Kind
  readonly from: number
  /** When it ends; without it, when it is mended. */
  readonly until?: number | undefined
  /** The phase that it touches, 1 … 3; without it all of them. */
  readonly phase?: number | undefined
  /** The share of the voltage that is lost, or added, 0 … 1. */
  readonly depth?: number | undefined
  /** How much of it, in the unit of the kind. */
  readonly level?: number | undefined
}

/** A harm as the meter remembers it. */
export type Harm<Kind extends string = string> = {
  readonly kind: Kind
  readonly from: number
  readonly until?: number
  readonly phase?: number
  readonly depth?: number
  readonly level?: number
}

/** The end of a harm; that of one which is not mended yet lies beyond all time. */
export function endOf({ until = Number.POSITIVE_INFINITY }: Harm): number {
  return until
}

/** Whether a harm holds at an instant: from its begin up to, not including, its end. */
export function holdsAt(harm: Harm, instant: number): boolean {
  return harm.from <= instant && instant < endOf(harm)
}

/** Whether a harm touches a phase, counted from 0. */
export function touches({ phase }: Harm, index: number): boolean {
  return phase === undefined || phase === index + 1
}
