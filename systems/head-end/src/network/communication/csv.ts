import { Readable } from 'node:stream'
import { stringify } from 'csv-stringify'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { type CommunicationFilter, meterCommunications } from './queries.ts'
import type { MeterCommunication } from './schemas.ts'

const metersAtOnce = 500
const columns: Readonly<Partial<Record<keyof MeterCommunication, string>>> = {
  endDevice: 'meter',
  concentrator: 'concentrator',
  sessions: 'sessions',
  success: 'success',
  retries: 'retries',
  latencyP50: 'latency p50 ms',
  latencyP95: 'latency p95 ms',
  hops: 'hops',
  signal: 'signal dBuV',
  snr: 'snr dB',
}

/** Every meter a row. */
export function csvOfCommunication(
  db: Kysely<Tables>,
  filter: Pick<CommunicationFilter, 'from' | 'concentrator'>,
): Readable {
  const csv = stringify({
    header: true,
    columns: Object.entries(columns).map(([key, header]) => ({ key, header })),
    bom: true,
    record_delimiter: 'windows',
    escape_formulas: true,
  })
  return Readable.from(allMeters(db, filter))
    .on('error', error => csv.destroy(error))
    .pipe(csv)
}

async function* allMeters(db: Kysely<Tables>, filter: Pick<CommunicationFilter, 'from' | 'concentrator'>) {
  let cursor: string | undefined
  do {
    const page = await meterCommunications(db, { ...filter, limit: metersAtOnce, cursor })
    yield* page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
