import type { UpMessage } from '@ferraris/uplink'

/**
 * The way to the head-end. Whoever stands behind it tells the concentrator by `connected` and `disconnected` whether
 * there is one, and hands what comes down to `received`.
 */
export interface Uplink {
  /** Called only between `connected` and `disconnected`; a message that is lost nevertheless is sent again later. */
  publish(message: UpMessage): void
}
