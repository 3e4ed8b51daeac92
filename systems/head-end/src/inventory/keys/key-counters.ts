import type { PoolClient } from 'pg'

/** A device, the client that its URI names, and its serial number. */
interface CounterOwner {
  readonly id: number
  readonly serial: string
  readonly client: number
}

/**
 * Gives devices the counter of the key that they use now, within the transaction that enrols them: one that any device has
 * used before goes on where it stands, and no device's counter goes back when its key is replaced. A device without a key has one
 * of its own. Rows of `collection` must be there.
 */
export async function assignCounters(client: PoolClient, owners: readonly CounterOwner[]): Promise<void> {
  await client.query(
    `with given as (
       select g.id, coalesce(
         (select coalesce(sha256(k.wrapped_guek), sha256(k.sealed_secrets)) from end_device_key k
          where k.end_device_id = g.id and k.client = g.client),
         sha256(convert_to('serial ' || g.serial, 'UTF8'))) as digest
       from unnest($1::bigint[], $2::integer[], $3::text[]) as g (id, client, serial)
     ), counted as (
       insert into key_counter as k (digest, counter)
       select given.digest, max(coalesce(before.counter, 1))
       from given join collection c on c.end_device_id = given.id
       left join key_counter before on before.digest = c.counter_key
       where c.counter_key is distinct from given.digest
       group by given.digest order by given.digest
       on conflict (digest) do update set counter = greatest(k.counter, excluded.counter)
     )
     update collection c set counter_key = given.digest
     from given where c.end_device_id = given.id and c.counter_key is distinct from given.digest`,
    [owners.map(({ id }) => id), owners.map(owner => owner.client), owners.map(({ serial }) => serial)],
  )
}
