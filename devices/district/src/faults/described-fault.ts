import type { ActiveFault } from '@ferraris/metering'

/** An active fault, and the meters that feel it. */
export interface DescribedFault extends ActiveFault {
  /** Serial numbers of the meters. */
  readonly meters: string[]
}
