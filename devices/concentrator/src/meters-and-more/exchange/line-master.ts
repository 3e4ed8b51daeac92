import type { LineExchange } from '@ferraris/smitp/line'

/**
 * The concentrator's side of the line: one exchange at a time. Whoever stands behind it (the `MasterStation` on a
 * medium, or a modem on a serial port) calls `Concentrator.outcome` when it has ended, never within `request`.
 */
export interface LineMaster {
  request(exchange: LineExchange, now: number): void
  readonly busy: boolean
}
