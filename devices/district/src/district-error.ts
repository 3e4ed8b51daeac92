/** What can keep a district from starting. */
export type DistrictProblem =
  | 'bad-option'
  | 'manifest-damaged'
  | 'keys-damaged'
  | 'data-unusable'
  | 'other-load'
  | 'port-in-use'
  | 'too-many-files'
  | 'no-district'
  | 'no-lines'
  | 'ended'

/** A district that cannot start or be described; the message says what to try. Never carries key material. */
export class DistrictError extends Error {
  override readonly name = 'DistrictError'
  readonly code: DistrictProblem

  constructor(code: DistrictProblem, detail: string, cause?: unknown) {
    super(detail, { cause })
    this.code = code
  }
}
