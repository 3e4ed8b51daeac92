import type { Refusal, SmitpErrorCode } from '@ferraris/smitp'

/** Why a meter did not do what it was asked. */
export type MeterFault =
  /** Nobody answered, or nobody who could be believed: later again. */
  | 'unreached'
  /** The meter will not. */
  | 'refused'
  /** Its answer cannot be read. */
  | 'unreadable'
  | 'no-keys'
  | SmitpErrorCode

/** A meter has not done what it was asked. Never carries key material. */
export class MeterError extends Error {
  override readonly name = 'MeterError'
  readonly code: MeterFault
  /** The meter's own reason, with `refused`. */
  readonly refusal: Refusal | undefined

  constructor(code: MeterFault, detail: string, refusal?: Refusal) {
    super(detail)
    this.code = code
    this.refusal = refusal
  }
}
