import type { Layer, Passage } from '@ferraris/codec/dissect'
import type { Context } from './context.ts'
import type { ApduForm } from './findings.ts'

/** An APDU under explanation. */
export interface Subject {
  readonly context: Context
  readonly passage: Passage
  readonly layer: Layer
  /** Explains an APDU that this one carries. */
  inner(passage: Passage): ApduForm | undefined
}
