import { msPerDay } from '@ferraris/metering'
import type { Pool, PoolClient } from 'pg'

/** Longer than concentrators keep what is not acknowledged: a key that has been forgotten here will not come again. */
const keptDays = 40

/** Forgets keys that no concentrator can send any more. */
export async function forgetReceipts(pool: Pool, now: number): Promise<void> {
  await pool.query('delete from received_result where received_at < $1', [
    new Date(now - keptDays * msPerDay),
  ])
}

/** That a concentrator's result is stored, to be told to it and remembered. */
export interface Receipt {
  readonly concentrator: string
  readonly key: string
  readonly kind: string
  /** When the meter was read, epoch milliseconds. */
  readonly readAt: number
  readonly receivedAt: number
}

interface DeviceReceipt {
  readonly endDeviceId: number
  readonly receipt: Receipt
}

/**
 * Notes results within the transaction that stores them: their keys, and that their meters were reached. Keys that are
 * there already change nothing.
 */
export async function storeReceipts(client: PoolClient, receipts: readonly DeviceReceipt[]): Promise<void> {
  if (receipts.length === 0) return
  const column = <T>(of: (receipt: Receipt) => T): T[] => receipts.map(({ receipt }) => of(receipt))
  const ids = receipts.map(({ endDeviceId }) => endDeviceId)
  await client.query(
    `insert into received_result (concentrator, key, end_device_id, kind, time, received_at)
     select * from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::timestamptz[], $6::timestamptz[])
     on conflict do nothing`,
    [
      column(({ concentrator }) => concentrator),
      column(({ key }) => key),
      ids,
      column(({ kind }) => kind),
      column(({ readAt }) => new Date(readAt)),
      column(({ receivedAt }) => new Date(receivedAt)),
    ],
  )
  await client.query(
    `update collection c
     set state = 'reachable', last_contact = greatest(c.last_contact, given.at), last_error = null, failures = 0
     from (
       select id, max(at) as at from unnest($1::bigint[], $2::timestamptz[]) as given (id, at) group by id order by id
     ) given
     where c.end_device_id = given.id and (c.last_contact is null or c.last_contact < given.at)`,
    [ids, column(({ readAt, receivedAt }) => new Date(Math.min(readAt, receivedAt)))],
  )
}
