/** One exchange over a network. What came back is with the network that made it. */
export interface Exchange {
  /** Begins it; `NetworkHost.exchanged` tells its end, never within this call. */
  begin(now: number): void
}

/**
 * A row of exchanges, written down as one goes through it. Each `yield` requests an exchange, and returns when it
 * has ended; the dispatcher chooses its time, so that other work goes in between.
 */
export type Procedure<Result> = Generator<Exchange, Result, void>
