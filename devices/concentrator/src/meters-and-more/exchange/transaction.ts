import type { LineExchange, LineOutcome } from '@ferraris/smitp/line'
import type { Exchange, Procedure } from '../../network/procedure.ts'

/** How an exchange ended, and for how many milliseconds it occupied the power line. */
export interface LineReply {
  readonly outcome: LineOutcome
  readonly airtime: number
}

/** An exchange of the dispatcher's choice: the master takes it when it begins, and leaves the reply. */
export class Transaction implements Exchange {
  readonly exchange: LineExchange
  reply: LineReply | undefined
  readonly #begin: (transaction: Transaction, now: number) => void

  constructor(exchange: LineExchange, begin: (transaction: Transaction, now: number) => void) {
    this.exchange = exchange
    this.#begin = begin
  }

  begin(now: number): void {
    this.#begin(this, now)
  }
}

/** Makes one exchange over the line. */
export function* transact(transaction: Transaction): Procedure<LineReply> {
  yield transaction
  if (transaction.reply === undefined) throw new TypeError('an exchange was resumed before its end')
  return transaction.reply
}
