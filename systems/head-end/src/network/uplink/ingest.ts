import { secondsOf } from '@ferraris/metering'
import { isUnavailable } from '@ferraris/service'
import type { Result } from '@ferraris/uplink'
import type { Pool } from 'pg'
import type { Writer } from '../../collection/writer.ts'
import { impossibleIn, isPlausible } from '../../readings/plausible.ts'
import { ReadingTypeError } from '../../readings/reading-types.ts'
import { type DailyBound, mostResultsADay } from './daily-bound.ts'
import type { RefusedResult } from './refused-results.ts'
import { deliveryOf, namesOf } from './result-delivery.ts'

interface IngestParts {
  readonly pool: Pool
  readonly writer: Writer
  readonly now: () => number
  readonly bound: DailyBound
}

/** What became of the results of a message: each has a final answer. */
interface Ingested {
  /** Keys that are committed, now or before: the concentrator may forget them. */
  readonly keys: string[]
  /** Results that are not stored and never will be. */
  readonly refused: RefusedResult[]
}

/**
 * Stores results through the writer of all readings, each as a whole, and resolves after the commit. A result that comes
 * again, alone or beside itself, changes nothing. Throws StoreUnavailable when the store has not got them.
 */
export async function ingestResults(
  concentrator: string,
  results: readonly Result[],
  { pool, writer, now, bound }: IngestParts,
): Promise<Ingested> {
  const devices = await servedDevices(pool, concentrator, results)
  const outcome: Ingested = { keys: [], refused: [] }
  const receivedAt = now()
  await Promise.all(
    results.map(async given => {
      const result = withoutOddEvents(given, receivedAt)
      const refuse = (reason: RefusedResult['reason'], detail: string) =>
        void outcome.refused.push({ result, reason, detail })
      const device = devices.get(result.aca)
      if (device === undefined)
        return refuse('foreign', `${result.aca} is no meter that ${concentrator} serves`)
      if (!bound.takes(device.endDeviceId, receivedAt))
        return refuse('refused', `more than ${mostResultsADay} results of ${result.aca} came today`)
      const { key, kind, readAt } = result
      // Before anything is made of them: names become rows.
      const misnamed = impossibleIn(namesOf(result), receivedAt)
      if (misnamed !== undefined) return refuse('impossible', misnamed)
      try {
        const delivery = await deliveryOf(result, device, writer.types, concentrator)
        const impossible = impossibleIn(delivery, receivedAt)
        if (impossible !== undefined) return refuse('impossible', impossible)
        await writer.write({ ...delivery, receipt: { concentrator, key, kind, readAt, receivedAt } })
        outcome.keys.push(key)
      } catch (error) {
        if (isUnavailable(error)) throw error
        const reason = error instanceof ReadingTypeError ? 'impossible' : 'refused'
        refuse(reason, (error as Error).message)
      }
    }),
  )
  return outcome
}

/** A log goes years back, and a clock may have been wrong: its other events are kept. */
function withoutOddEvents(result: Result, now: number): Result {
  if (result.kind !== 'events') return result
  const events = result.events.filter(({ time }) => isPlausible(secondsOf(time), now))
  return events.length === 0 ? result : { ...result, events }
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
