import type { Aca } from '@ferraris/smitp/mac'
import type { SlaveCounters } from '@ferraris/smitp/slave'
import type { LocalCalendar } from '../calendar/local-day.ts'
import type { Identity } from '../identity.ts'
import type { FirmwareParts } from '../parts/firmware-parts.ts'
import type { SmitpKeyStore } from '../security/smitp-keys.ts'
import type { FirmwareImages } from '../store/firmware/firmware-images.ts'
import type { MeterStore } from '../store/meter-store.ts'
import type { PowerLimits } from '../store/power-limits.ts'
import type { News } from './news.ts'

/** What rows are made from and writes act on. */
export interface Context {
  readonly store: MeterStore
  readonly calendar: LocalCalendar
  readonly identity: Identity
  readonly aca: Aca
  readonly keys: SmitpKeyStore
  readonly images: FirmwareImages
  readonly parts: FirmwareParts
  /** The limiter of the supply; undefined for a meter without DLMS, where no client can set one. */
  readonly powerLimits: PowerLimits | undefined
  /** True time in whole seconds. */
  readonly now: number
  /** Milliseconds of this second, 0 … 999. */
  readonly millisecond: number
  /** What the station on the power line has counted; undefined for a meter without one. */
  readonly line: SlaveCounters | undefined
  /** Which events have been read. */
  readonly news: News
  /** Lets what the station has counted begin at 0 again. */
  restartLine(): void
}
