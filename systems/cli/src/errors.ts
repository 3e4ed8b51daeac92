/** Something in the command line, or in a file it names, that a person has to correct: exit code 2. */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly layer = 'input'
  readonly code: string
  /** The option, argument or member at fault, as written: `--keys`, `keys[2].guek`. */
  readonly parameter: string
  readonly hint: string

  constructor(parameter: string, detail: string, hint: string, options?: ErrorOptions & { code?: string }) {
    super(`${parameter}: ${detail}; ${hint}`, options)
    this.parameter = parameter
    this.hint = hint
    this.code = options?.code ?? 'input-invalid'
  }
}

/** The other side, or the machine we run on, would not do what was asked: exit code 1. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  /** Where it was refused: `association`, `application`, `process`. */
  readonly layer: string

  constructor(layer: string, code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.layer = layer
    this.code = code
  }
}
