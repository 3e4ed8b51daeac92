import { msPerDay } from '@ferraris/metering'
import type { Kysely } from 'kysely'
import { countRefused } from '../../network/uplink/refused-results.ts'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** Concentrators whose results were refused for good in the last day. */
export async function resultsRefused(db: Kysely<Tables>, now: number): Promise<Found[]> {
  return (await countRefused(db, now - msPerDay)).map(({ concentrator, count, since }) => ({
    kind: 'results-refused',
    severity: 'minor',
    since,
    concentrator,
    endDevice: null,
    count,
  }))
}
