import { defineErrors, detailAlone, detailAndRemedy, FerrarisError } from '@ferraris/errors'

/** Something in the command line, or in a file it names, that has to be corrected. */
export class InputError extends defineErrors(
  'input',
  {
    'input-invalid': [
      'input',
      'an argument, an option or a file that it names cannot be used',
      'correct what the message names',
    ],
  },
  detailAndRemedy,
) {
  /** @param parameter the option, argument or member at fault, as written: `--keys`, `keys[2].guek` */
  constructor(parameter: string, detail: string, remedy: string, { cause }: ErrorOptions = {}) {
    super('input-invalid', detail, { path: parameter, remedy, cause })
  }
}

/** The other side, or the machine the command runs on, would not do what was asked. */
export class Refusal extends FerrarisError {
  /** @param layer where it was refused: `association`, `application`, `process` */
  constructor(layer: string, code: string, message: string, { cause }: ErrorOptions = {}) {
    const declaration = ['remote', 'the other side refuses', 'see the message'] as const
    super(layer, code, declaration, detailAlone, message, { cause })
  }
}
