/** Text that is no meter URI. `parameter` names the part at fault, the message also what to write. */
export class MeterUriError extends Error {
  override readonly name = 'MeterUriError'
  readonly layer = 'uri'
  readonly code = 'meter-uri-invalid'
  readonly parameter: string

  constructor(parameter: string, detail: string) {
    super(`meter URI, ${parameter}: ${detail}`)
    this.parameter = parameter
  }
}
