import type { PushContents } from './content/push-contents.ts'
import type { Sender } from './sender/sender.ts'

/** A push that is authentic and new, on its way into the store. */
export interface TakenPush {
  readonly sender: Pick<Sender, 'endDeviceId' | 'serial' | 'profile'>
  /** SHA-256 of the wrapped key that it came under; empty for a meter without keys. */
  readonly key: Buffer
  readonly counter: number
  /** Undefined where only the counter is to be kept: its content was refused, or had come before. */
  readonly contents: PushContents | undefined
  /** When the meter made it, else when it came; seconds since 1970. */
  readonly time: number
  readonly from: string
  /** Called after the commit: tells the meter, if it waits. */
  readonly confirm: (() => void) | undefined
}
