import type { UpMessage } from '@ferraris/uplink'

/**
 * The way to the head-end. Its implementation announces itself on a connection, calls `connected` and
 * `disconnected` of the concentrator, and hands messages to `received`.
 */
export interface Uplink {
  /**
   * Called only between `connected` and `disconnected`; what must not be lost is sent again until acknowledged. False for a
   * message that the interface does not allow: it is left out. Never throws, for it is called by timers, too.
   */
  publish(message: UpMessage): boolean
}
