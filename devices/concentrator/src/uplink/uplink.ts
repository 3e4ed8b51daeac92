import type { UpMessage } from '@ferraris/uplink'

/**
 * The way to the head-end. Its implementation says hello when there is a connection, tells the concentrator by
 * `connected` and `disconnected`, and hands what comes down to `received`.
 */
export interface Uplink {
  /** Called only between `connected` and `disconnected`; what must not be lost is sent again until acknowledged. */
  publish(message: UpMessage): void
}
