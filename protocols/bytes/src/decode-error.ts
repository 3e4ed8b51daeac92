/** Why a decoder gave up. */
export type DecodeFault =
  | 'truncated' // the octets end before the field does
  | 'trailing' // octets are left over behind the value
  | 'unexpected' // an octet that the format does not allow here
  | 'limit' // a length, count or depth beyond what we accept
  | 'checksum' // a check sequence that does not fit

/**
 * The only error a decoder throws: what is wrong, in which field, at which octet.
 * `path` is filled from the inside out while the error passes the enclosing declarations.
 */
export class DecodeError extends Error {
  override readonly name = 'DecodeError'
  readonly fault: DecodeFault
  /** Octet offset from the start of the decoded input. */
  readonly offset: number
  readonly detail: string
  #path: string[] = []

  constructor(fault: DecodeFault, offset: number, detail: string) {
    super(detail)
    this.fault = fault
    this.offset = offset
    this.detail = detail
    this.message = this.#describe()
  }

  /** Dotted field path, for example `get-request-normal.cosemAttributeDescriptor.instanceId`. */
  get path(): string {
    return this.#path.join('.')
  }

  /** Notes the enclosing field and returns the same error, for `throw error.within(name)`. */
  within(field: string): this {
    this.#path.unshift(field)
    this.message = this.#describe()
    return this
  }

  #describe(): string {
    const at = this.#path.length > 0 ? ` at ${this.path}` : ''
    return `${this.detail}${at}, octet ${this.offset}`
  }
}
