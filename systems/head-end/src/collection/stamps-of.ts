import { zone } from '@ferraris/cosem'
import type { Stamps } from '@ferraris/metering'
import type { Quirks } from '../inventory/quirks.ts'
import type { Lease } from './queue.ts'

/** How a leased meter of a model writes moments. */
export function stampsOf(
  { deviation, clockZone }: Pick<Quirks, 'deviation' | 'clockZone'>,
  { timeZone }: Pick<Lease, 'timeZone'>,
): Stamps {
  return { zone: zone(clockZone ?? timeZone), deviation }
}
