import type { ActionResult, DataAccessResult } from '@ferraris/dlms'

export type ClientFault =
  /** The meter refused to read, write or invoke; `result` says why. */
  | 'refused'
  /** The meter shows no such object to this client. */
  | 'no-object'
  /** The object is of another class than asked for. */
  | 'other-class'
  /** What came does not fit the class, or is no number where one is needed. */
  | 'unexpected-value'

/** Something that the meter would not do, or answered in a way that cannot be used. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly layer = 'application'
  readonly code: ClientFault
  /** What was asked: `1.0.1.8.0.255, value`. */
  readonly target: string
  readonly result: DataAccessResult | ActionResult | undefined

  constructor(
    code: ClientFault,
    target: string,
    detail: string,
    options?: ErrorOptions & { result?: DataAccessResult | ActionResult },
  ) {
    super(`${target}: ${detail}`, options)
    this.code = code
    this.target = target
    this.result = options?.result
  }
}
