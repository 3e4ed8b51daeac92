import type { UpMessage } from '@ferraris/uplink'

/**
 * The way to the head-end. Its implementation announces itself on a connection, calls `connected` and
 * `disconnected` of the concentrator, and hands messages to `received`.
 */
export interface Uplink {
  /** Called only between `connected` and `disconnected`; what must not be lost is sent again until acknowledged. */
  publish(message: UpMessage): void
}
