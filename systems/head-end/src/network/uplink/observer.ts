import type { UpMessage } from '@ferraris/uplink'
import type { RefusedResult } from './refused-results.ts'

/** What happens between head-end and concentrators. */
export interface NetworkObserver {
  message?(kind: UpMessage['kind']): void
  /** Results were committed, others refused for good. */
  results?(concentrator: string, committed: number, refused: readonly RefusedResult[]): void
  /** New strangers of an inventory that are not taken, because their concentrator has named too many. */
  strangersLeftOut?(concentrator: string, count: number): void
  /** A message that says what cannot be, for example of a day in another century; it changes nothing. */
  impossible?(concentrator: string, kind: UpMessage['kind']): void
  /** Parts of a message are not what they are declared to be: they are left out, and the others are taken. */
  malformed?(concentrator: string, kind: UpMessage['kind'], parts: readonly MalformedPart[]): void
  unknownConcentrator?(concentrator: string): void
  /** It is heard again, or for the first time. */
  back?(concentrator: string): void
  /** It ended its connection on purpose. */
  closed?(concentrator: string): void
  /** Its connection broke, or it is silent for too long. */
  lost?(concentrator: string): void
  trouble?(error: Error): void
}

type MalformedPart = NonNullable<UpMessage['malformed']>[number]
