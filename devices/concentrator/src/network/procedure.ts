import type { LineExchange, LineOutcome } from '@ferraris/smitp/line'

/** How an exchange ended, and how long it kept the line. */
export interface Reply {
  readonly outcome: LineOutcome
  readonly airtime: number
}

/**
 * Something done in a row of exchanges, written down as one goes through it. Each `yield` is an exchange wished for and
 * gives its reply; when it is really made is the dispatcher's choice, so that others may be served in between.
 */
export type Course<Result> = Generator<LineExchange, Result, Reply>
