import type { Snapshot } from '@ferraris/client'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Diagnosis } from '../schemas.ts'

/** A value of a meter as a snapshot read it last. */
export interface LastItem {
  readonly endDeviceId: number
  readonly at: Date
  readonly item: Diagnosis['items'][number]
}

/** Keeps the values that a snapshot has read; an older snapshot changes nothing. */
export async function keepLastItems(
  db: Kysely<Tables>,
  endDeviceId: number,
  takenAt: number,
  items: Snapshot['items'],
): Promise<void> {
  const read = items.filter(({ outcome, attribute }) => outcome === 'read' && attribute === 2)
  const values = [...new Map(read.map(item => [item.obis, item])).values()]
  if (values.length === 0) return
  await sql`
    insert into diagnosis_item as l (end_device_id, obis, read_at, item)
    select ${endDeviceId}, obis, ${new Date(takenAt)}, item::jsonb
    from unnest(${values.map(({ obis }) => obis)}::text[], ${values.map(item => JSON.stringify(item))}::text[])
      as g (obis, item)
    on conflict (end_device_id, obis) do update set read_at = excluded.read_at, item = excluded.item
    where l.read_at <= excluded.read_at`.execute(db)
}

/** Values of some meters, by meter and OBIS. */
export async function lastItems(
  db: Kysely<Tables>,
  endDeviceIds: readonly number[],
  names: readonly string[],
): Promise<(endDeviceId: number, obis: string) => LastItem | undefined> {
  const { rows } = await sql<LastItem>`
    select end_device_id as "endDeviceId", read_at as at, item from diagnosis_item
    where end_device_id = any(${endDeviceIds}::bigint[]) and obis = any(${names}::text[])`.execute(db)
  const keyOf = (endDeviceId: number, obis: string) => `${endDeviceId} ${obis}`
  const found = new Map(rows.map(row => [keyOf(row.endDeviceId, row.item.obis), row]))
  return (endDeviceId, obis) => found.get(keyOf(endDeviceId, obis))
}
