import type { PoolClient } from 'pg'

/** What devices share a lock: PostgreSQL has room for some thousand locks of all transactions together, and a batch may be of all devices. */
const deviceStripes = 128

/** The stripe of a device. */
export function stripeOf(endDeviceId: number): number {
  return endDeviceId % deviceStripes
}

/**
 * Takes the events and alarm words of devices until the end of the caller's transaction, so that what tells of an event and the log that
 * has it do not miss each other: each waits only for those that store events of the same devices, or of their stripes. What is taken first
 * must have all that is taken later in the transaction.
 */
export async function lockDevices(client: PoolClient, endDeviceIds: Iterable<number>): Promise<void> {
  const stripes = new Set<number>()
  for (const id of endDeviceIds) stripes.add(stripeOf(id))
  if (stripes.size === 0) return
  await client.query({
    name: 'lock-devices',
    text: `select pg_advisory_xact_lock(hashtext('ferraris events of devices'), stripe) from unnest($1::integer[]) as stripe`,
    values: [[...stripes].sort((one, other) => one - other)],
  })
}
