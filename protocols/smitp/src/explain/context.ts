import { Findings } from '@ferraris/codec/dissect'
import type { Message } from '../application/messages.ts'
import type { CosemMessage } from '../cosem/cosem.ts'
import type { NetworkMessage } from '../network/messages.ts'
import { fieldWords } from './field-words.ts'
import type { KeySet } from './keys.ts'

/** The row that a READ.resp answers with: the answer itself does not name it. */
export interface AskedRow {
  readonly table: number
  readonly row: number
}

/** A telegram under explanation: what is given along with it, and what has come to light. */
export class Context extends Findings {
  readonly asked: AskedRow | undefined
  keys: readonly KeySet[] = []
  /** The innermost message, where one was reached. */
  message?: Message | NetworkMessage | CosemMessage

  constructor(asked: AskedRow | undefined) {
    super(fieldWords)
    this.asked = asked
  }
}
