import type { PoolClient } from 'pg'

/** Devices up to which a transaction takes each by itself. PostgreSQL has room for some thousand locks in all. */
const mostTaken = 200

const all = `hashtext('ferraris events')`

/**
 * Takes the events and alarm words of devices until the end of the caller's transaction, so that what tells of an event and the log that
 * has it do not miss each other: each waits only for those that store events of the same devices, or of very many. What is taken first
 * must have all that is taken later in the transaction.
 */
export async function lockDevices(client: PoolClient, endDeviceIds: Iterable<number>): Promise<void> {
  const devices = [...new Set(endDeviceIds)].sort((one, other) => one - other)
  if (devices.length === 0) return
  if (devices.length > mostTaken) return void (await client.query(`select pg_advisory_xact_lock(${all})`))
  await client.query(`select pg_advisory_xact_lock_shared(${all})`)
  await client.query({
    name: 'lock-devices',
    text: `select pg_advisory_xact_lock(hashtextextended('ferraris events of a device', id)) from unnest($1::bigint[]) as id`,
    values: [devices],
  })
}
