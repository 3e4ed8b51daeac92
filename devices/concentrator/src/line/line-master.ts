import type { LineExchange } from '@ferraris/smitp'

/**
 * The concentrator's side of the line: one exchange at a time. Whoever stands behind it (the master machine on the
 * simulated line, or a modem on a serial port) calls `Concentrator.outcome` when it has ended.
 */
export interface LineMaster {
  /** Starts an exchange; only while not busy. The outcome comes later, never within this call. */
  request(exchange: LineExchange): void
  readonly busy: boolean
}
