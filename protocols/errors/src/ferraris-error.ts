import { type Culprit, culprits } from './culprit.ts'
import type { Wording } from './wording.ts'

/**
 * What a code stands for: where the cause lies, what it means, what to try; and the HTTP status, where the one of the
 * culprit is too coarse.
 */
export type Declaration = readonly [culprit: Culprit, meaning: string, remedy: string, httpStatus?: number]

/** Every code of a family. */
export type Declarations<Code extends string = string> = Readonly<Record<Code, Declaration>>

/** What one occasion adds to the declaration of its code. */
export interface Occasion {
  readonly cause?: unknown
  /** Field, member, option or place at fault: `captureObjects[2].attribute`, `--port`. */
  readonly path?: string | undefined
  /** Octets, or characters, from the start of the input to what is at fault. */
  readonly offset?: number | undefined
  /** What to try, where this occasion says more than the code. */
  readonly remedy?: string | undefined
}

/** The base of every error that `defineErrors` declares. Never carries key material. */
export abstract class FerrarisError<Code extends string = string> extends Error {
  /** `dlms`, `transport`, `meter-image`: the part of the system that reports the error. */
  readonly layer: string
  readonly code: Code
  /** What happened this time, without path and remedy. */
  readonly detail: string
  /** Empty where no field is at fault. */
  readonly path: string
  declare readonly offset: number | undefined
  readonly #declaration: Declaration
  readonly #remedy: string

  constructor(
    layer: string,
    code: Code,
    declaration: Declaration,
    wording: Wording,
    detail: string,
    { path = '', offset, remedy = declaration[2], cause }: Occasion,
  ) {
    super(
      wording({ code, meaning: declaration[1], detail, remedy, path, offset }),
      cause === undefined ? undefined : { cause },
    )
    this.name = new.target.name
    this.layer = layer
    this.code = code
    this.detail = detail
    this.path = path
    if (offset !== undefined) this.offset = offset
    this.#declaration = declaration
    this.#remedy = remedy
  }

  get culprit(): Culprit {
    return this.#declaration[0]
  }

  get meaning(): string {
    return this.#declaration[1]
  }

  get remedy(): string {
    return this.#remedy
  }

  /** How a command ends on this error. */
  get exitStatus(): 1 | 2 {
    return culprits[this.culprit].exitStatus
  }

  /** How an HTTP interface answers on this error. */
  get httpStatus(): number {
    return this.#declaration[3] ?? culprits[this.culprit].httpStatus
  }
}
