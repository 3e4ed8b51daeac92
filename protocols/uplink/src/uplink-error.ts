/** Why a message of interface G2 was not taken. */
export type UplinkFault =
  | 'not-json' // the text is no JSON
  | 'too-long' // longer than `longestText`
  | 'invalid' // JSON, but not the message that its kind declares
  | 'unknown-kind' // a message that this version does not know
  | 'wrong-topic' // not a topic of ours, or not the one that the message belongs on

/**
 * The only error of this package: what is wrong and where. It never repeats what it was given, because messages that
 * adopt meters carry keys.
 */
export class UplinkError extends Error {
  override readonly name = 'UplinkError'
  readonly layer = 'uplink'
  readonly code: UplinkFault
  /** For example `results[3].registers[0].value`; empty when the whole is meant. */
  readonly path: string

  constructor(code: UplinkFault, path: string, detail: string) {
    super(path === '' ? detail : `${path}: ${detail}`)
    this.code = code
    this.path = path
  }
}
