/** What can be done to a simulated district while it runs: command line, head-end and console offer the same. */
export const faultKinds = [
  'noise',
  'cut-cable',
  'dead-repeater',
  'dead-concentrator',
  'cut-wan',
  'moved-meter',
  'bypassed-meter',
] as const

export type FaultKind = (typeof faultKinds)[number]

/** A fault as it is ordered; `target` names a place, a section, a meter or a concentrator, as the kind demands. */
export interface FaultOrder {
  readonly kind: FaultKind
  readonly target: string
  /** Of noise, at its own socket, dBµV. */
  readonly level?: number | undefined
  /** Of a bypass: how much of what the home draws goes past the meter, 0 … 1. */
  readonly share?: number | undefined
  /** Of a moved meter: the substation or box that it is taken to. */
  readonly to?: string | undefined
}

/** An active fault, since an instant in epoch milliseconds. */
export interface ActiveFault extends FaultOrder {
  readonly since: number
}
