import { type Declarations, FerrarisError, type Occasion } from './ferraris-error.ts'
import { detailAlone, type Wording } from './wording.ts'

/** A class of errors of one layer, and what its codes stand for. */
export interface ErrorFamily<Code extends string> {
  new (code: Code, detail?: string, occasion?: Occasion): FerrarisError<Code>
  readonly layer: string
  readonly declarations: Declarations<Code>
}

/**
 * Declares the errors of one layer. The class is made by extending the result, which gives it its name, and members of
 * its own where a code needs them:
 *
 *     export class LineError extends defineErrors('line', {
 *       'no-answer': ['transport', 'the meter does not answer', 'check address and wiring'],
 *     }) {}
 *
 *     throw new LineError('no-answer', 'after 3 attempts', { cause })
 *
 * `docs/reference/errors.md` is made from these declarations.
 */
export function defineErrors<const Declared extends Declarations>(
  layer: string,
  declared: Declared,
  wording: Wording = detailAlone,
): ErrorFamily<keyof Declared & string> {
  type Code = keyof Declared & string
  const declarations: Declarations<Code> = declared
  return class extends FerrarisError<Code> {
    static readonly layer = layer
    static readonly declarations = declarations

    constructor(code: Code, detail = '', occasion: Occasion = {}) {
      super(layer, code, declarations[code], wording, detail, occasion)
    }
  }
}
