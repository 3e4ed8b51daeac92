import type { Aca } from '@ferraris/smitp/mac'
import type { SlaveCounters } from '@ferraris/smitp/slave'
import type { Automation } from '../automation/automation.ts'
import type { LocalCalendar } from '../calendar/local-day.ts'
import type { Identity } from '../identity.ts'
import type { SmitpKeyStore } from '../security/smitp-keys.ts'
import type { FirmwareImages } from '../store/firmware/firmware-images.ts'
import type { MeterStore } from '../store/meter-store.ts'

/** What rows are made from and writes act on. */
export interface Context {
  readonly store: MeterStore
  readonly calendar: LocalCalendar
  readonly identity: Identity
  readonly aca: Aca
  readonly keys: SmitpKeyStore
  readonly images: FirmwareImages
  /** What the meter does of its own; undefined for a meter without DLMS, which nobody can give such things to do. */
  automation(): Automation | undefined
  /** True time in whole seconds. */
  readonly now: number
  /** What has passed of this second, 0 … 999. */
  readonly millisecond: number
  /** What the station on the power line has counted; undefined for a meter that hangs on none. */
  readonly line: SlaveCounters | undefined
}
