import type { PoolClient } from 'pg'
import type { TakenPush } from '../taken-push.ts'

/** What is kept of one sender and key. */
interface Kept {
  readonly id: number
  readonly key: Buffer
  counter: number
  pushes: number
  from: string
}

/**
 * Keeps the highest counter of each sender under each key, within the transaction that stores what came with it: after a crash both are
 * there or neither. Gives the pushes whose counter had been accepted by another head-end on the same store.
 */
export async function keepCounters(
  client: PoolClient,
  pushes: readonly TakenPush[],
  now: number,
): Promise<TakenPush[]> {
  const kept = new Map<string, Kept>()
  for (const push of pushes) {
    const name = nameOf(push)
    const known = kept.get(name)
    if (known === undefined) {
      const { sender, key, counter, from } = push
      kept.set(name, {
        id: sender.endDeviceId,
        key,
        counter,
        pushes: push.contents === undefined ? 0 : 1,
        from,
      })
      continue
    }
    known.counter = Math.max(known.counter, push.counter)
    if (push.contents !== undefined) known.pushes++
    known.from = push.from
  }
  const all = [...kept.values()]
  const { rows } = await client.query<{ id: number; key: string; counter: number }>({
    name: 'keep-push-counters',
    text: `with given as (
         select g.* from unnest($1::bigint[], $2::bytea[], $3::bigint[], $4::bigint[], $5::text[])
           as g (id, key, counter, pushes, from_address)
         where exists (select from end_device d where d.id = g.id)
       ), before as (
         select c.end_device_id, c.key, c.counter from push_counter c join given g on g.id = c.end_device_id and g.key = c.key
         order by 1, 2 for update of c
       ), kept as (
         insert into push_counter as c (end_device_id, key, counter, pushes, last_push, last_from)
         select id, key, counter, pushes, $6, from_address from given order by 1, 2
         on conflict (end_device_id, key) do update
         set counter = greatest(c.counter, excluded.counter), pushes = c.pushes + excluded.pushes,
           last_push = excluded.last_push, last_from = excluded.last_from
       )
       select end_device_id as id, encode(key, 'hex') as key, counter from before`,
    values: [
      all.map(({ id }) => id),
      all.map(({ key }) => key),
      all.map(({ counter }) => counter),
      all.map(one => one.pushes),
      all.map(({ from }) => from),
      new Date(now),
    ],
  })
  const before = new Map(rows.map(({ id, key, counter }) => [`${id} ${key}`, counter]))
  return pushes.filter(
    push =>
      push.contents !== undefined && push.key.length > 0 && push.counter <= (before.get(nameOf(push)) ?? -1),
  )
}

function nameOf({ sender, key }: TakenPush): string {
  return `${sender.endDeviceId} ${key.toString('hex')}`
}
