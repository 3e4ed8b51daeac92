const advice = {
  malformed: 'ask for the file again, it was cut or changed on the way',
  altered: 'it does not bear the signature of this head-end; trust nothing in it, and ask for a new one',
  foreign: 'it was made for another field device; ask for one for yours (ferraris field init shows its keys)',
  early: 'wait, or set the clock of this computer',
  expired: 'ask for a new order',
  'clock-back': 'set the clock of this computer right',
  'not-allowed': 'ask for an order that allows it',
} as const

/** Why an order is not carried out. */
export type WorkOrderFault = keyof typeof advice

/** A work order that must not be carried out, or results that must not be believed. Never carries keys. */
export class WorkOrderError extends Error {
  override readonly name = 'WorkOrderError'
  readonly layer = 'work-order'
  readonly code: WorkOrderFault

  constructor(code: WorkOrderFault, detail: string, options?: ErrorOptions) {
    super(`${detail}; ${advice[code]}`, options)
    this.code = code
  }
}
