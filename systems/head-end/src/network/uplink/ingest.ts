import { isUnavailable } from '@ferraris/service'
import type { Result } from '@ferraris/uplink'
import type { Pool } from 'pg'
import type { Writer } from '../../collection/writer.ts'
import { deliveryOf } from './result-delivery.ts'

interface IngestParts {
  readonly pool: Pool
  readonly writer: Writer
  readonly now: () => number
}

/** What became of the results of a message. */
interface Ingested {
  /** Keys that are committed, now or before: the concentrator may forget them. */
  readonly keys: string[]
  /** Results of meters that this concentrator does not and did not serve. They are neither stored nor acknowledged. */
  foreign: number
  /** Results that the store refuses for good; they are not acknowledged either. */
  readonly refused: { readonly key: string; readonly error: Error }[]
}

/**
 * Stores results through the writer of all readings, each as a whole, and resolves after the commit. A result that comes
 * again, alone or beside itself, changes nothing. Throws StoreUnavailable when the store has not got them.
 */
export async function ingestResults(
  concentrator: string,
  results: readonly Result[],
  { pool, writer, now }: IngestParts,
): Promise<Ingested> {
  const devices = await servedDevices(pool, concentrator, results)
  const outcome: Ingested = { keys: [], foreign: 0, refused: [] }
  const receivedAt = now()
  await Promise.all(
    results.map(async result => {
      const device = devices.get(result.aca)
      if (device === undefined) {
        outcome.foreign++
        return
      }
      const { key, kind, readAt } = result
      try {
        const delivery = await deliveryOf(result, device, writer.types)
        await writer.write({ ...delivery, receipt: { concentrator, key, kind, readAt, receivedAt } })
        outcome.keys.push(key)
      } catch (error) {
        if (isUnavailable(error)) throw error
        outcome.refused.push({ key, error: error as Error })
      }
    }),
  )
  return outcome
}

interface ServedDevice {
  readonly endDeviceId: number
  readonly timeZone: string
}

/** The meters that the concentrator serves or has served: what it read before it gave one away may come late. */
async function servedDevices(
  pool: Pool,
  concentrator: string,
  results: readonly Result[],
): Promise<Map<string, ServedDevice>> {
  const { rows } = await pool.query<{ aca: string; id: number; time_zone: string }>(
    `select m.aca, d.id, d.time_zone from line_meter m join end_device d on d.id = m.end_device_id
     where m.aca = any($2::text[])
       and exists (select from line_service s where s.aca = m.aca and s.concentrator = $1)`,
    [concentrator, [...new Set(results.map(({ aca }) => aca))]],
  )
  return new Map(rows.map(row => [row.aca, { endDeviceId: row.id, timeZone: row.time_zone }]))
}
