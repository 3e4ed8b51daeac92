import { msOf } from '@ferraris/metering'
import { transaction } from '@ferraris/service'
import type { Pool, PoolClient } from 'pg'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { type Lease, type LeaseRow, type LeaseTerms, leaseOf } from './lease.ts'

/**
 * Leases up to `limit` due devices, the longest due first. Workers at the same time never get the same device. The
 * one statement that takes the lease also sets the session's invocation counters aside, so that no counter is used
 * twice, whichever process ends when (IEC 62056-5-3, 9.2.3: a counter under one key must never repeat).
 */
export async function leaseDue(
  pool: Pool,
  ring: KeyRing,
  terms: LeaseTerms & { limit: number },
): Promise<Lease[]> {
  const { rows } = await pool.query<LeaseRow>({
    name: 'lease-due',
    text: `
      with due as materialized (
        select end_device_id, ${countersOf} from collection c
        where next_due <= $1 and lease_until <= $1 and line is null
        order by next_due limit $6 for update skip locked
      ) ${takeLease}`,
    values: [...leaseValues(terms), terms.limit],
  })
  return rows.map(row => leaseOf(row, ring, terms))
}

/**
 * Leases up to `limit` due devices of shared serial lines, one a line, where the line is free. Leases on lines are taken
 * one worker at a time: there are far fewer lines than meters.
 */
export async function leaseDueOnLines(
  pool: Pool,
  ring: KeyRing,
  terms: LeaseTerms & { limit: number },
): Promise<Lease[]> {
  const due = await pool.query({
    name: 'due-on-lines',
    text: 'select from collection where line is not null and next_due <= $1 and lease_until <= $1 limit 1',
    values: [new Date(terms.now)],
  })
  if (due.rowCount === 0) return []
  return await transaction(pool, async client => {
    await client.query(oneOnLines)
    const { rows } = await client.query<LeaseRow>(
      `with first as (
         select distinct on (line) end_device_id, next_due from collection c
         where line is not null and next_due <= $1 and lease_until <= $1 and ${lineIsFree}
         order by line, next_due
       ), due as materialized (
         select c.end_device_id, ${countersOf} from first join collection c using (end_device_id)
         order by first.next_due limit $6 for update of c skip locked
       ) ${takeLease}`,
      [...leaseValues(terms), terms.limit],
    )
    return rows.map(row => leaseOf(row, ring, terms))
  })
}

/**
 * Leases one device at once, due or not: for a reading on demand. Undefined if there is no such device,
 * `busy` while another session holds it, or the line that it shares.
 */
export async function leaseOne(
  pool: Pool,
  ring: KeyRing,
  terms: LeaseTerms & { serial: string },
): Promise<Lease | 'busy' | undefined> {
  return await transaction(pool, async client => {
    await client.query(
      `${oneOnLines} from collection c join end_device d on d.id = c.end_device_id
       where d.serial = $1 and c.line is not null`,
      [terms.serial],
    )
    const {
      rows: [row],
    } = await client.query<LeaseRow>(
      `with due as materialized (
         select c.end_device_id, ${countersOf} from collection c join end_device d on d.id = c.end_device_id
         where d.serial = $6 and c.lease_until <= $1 and (c.line is null or ${lineIsFree}) for update of c
       ) ${takeLease}`,
      [...leaseValues(terms), terms.serial],
    )
    if (row !== undefined) return leaseOf(row, ring, terms)
    const known = await client.query('select from end_device where serial = $1', [terms.serial])
    return known.rowCount === 0 ? undefined : 'busy'
  })
}

/** A device, and the client whose key a session with it uses: of those without a key of that client, the one that the URI names. */
export interface Wanted {
  readonly endDeviceId: number
  readonly client: number
}

/**
 * Leases those of the given devices that are free, due or not, and one a shared line: for orders. Within a transaction, so that
 * what is to be done with them is leased with them.
 */
export async function leaseThese(
  client: PoolClient,
  ring: KeyRing,
  terms: LeaseTerms & { readonly devices: readonly Wanted[] },
): Promise<Lease[]> {
  const ids = terms.devices.map(({ endDeviceId }) => endDeviceId)
  await client.query(
    `${oneOnLines} from collection where end_device_id = any($1::bigint[]) and line is not null limit 1`,
    [ids],
  )
  const { rows } = await client.query<LeaseRow>({
    name: 'lease-these',
    text: `
      with wanted as (
        select w.id, c.line, coalesce(coalesce(sha256(k.wrapped_guek), sha256(k.sealed_secrets)), c.counter_key) as key
        from unnest($6::bigint[], $7::integer[]) as w (id, client) join collection c on c.end_device_id = w.id
        left join end_device_key k on k.end_device_id = w.id and k.client = w.client
      ), due as materialized (
        select c.end_device_id, wanted.key as counter_key,
          case when c.last_contact > $1::timestamptz - interval '1 day' then $4::integer else $5::integer end as counters
        from wanted join collection c on c.end_device_id = wanted.id
        where c.lease_until <= $1 and (c.line is null or ${lineIsFree} and not exists (
          select from wanted before where before.line = c.line and before.id < c.end_device_id))
        for update of c skip locked
      ) ${takeLease}`,
    values: [...leaseValues(terms), ids, terms.devices.map(device => device.client)],
  })
  return rows.map(row => leaseOf(row, ring, terms))
}

const countersOf = `c.counter_key, case when c.last_contact > $1::timestamptz - interval '1 day' then $4::integer else $5::integer end as counters`

/** One at a time, until its transaction ends, finds out which lines are free and takes them. */
const oneOnLines = `select pg_advisory_xact_lock(hashtext('ferraris lines'))`

const lineIsFree = `not exists (select from collection other where other.line = c.line and other.lease_until > $1)`

/** Devices that share a key share its counter, and get stretches that follow each other. */
const takeLease = `
  , needed as (
    select counter_key, sum(counters) as total from due group by counter_key
  ), counted as (
    insert into key_counter as k (digest, counter)
    select counter_key, 1 + total from needed order by counter_key
    on conflict (digest) do update set counter = k.counter + excluded.counter - 1
    returning digest, counter
  ), allotted as (
    select due.end_device_id, due.counter_key as key, due.counters, counted.counter - needed.total
      + sum(due.counters) over (partition by due.counter_key order by due.end_device_id) as counters_end
    from due join needed on needed.counter_key = due.counter_key join counted on counted.digest = due.counter_key
  ), leased as (
    update collection c
    set lease_owner = $2, lease_until = $3
    from allotted where c.end_device_id = allotted.end_device_id
    returning c.*, allotted.key, allotted.counters, allotted.counters_end
  )
  select l.end_device_id, d.serial, d.uri, d.time_zone, d.schedule_id, d.system_title, d.model,
    l.key, l.counters_end, l.counters, l.line, l.failures, l.read_until, l.clock_offset_seconds,
     l.profiles::text, l.units::text,
    k.clients, k.gueks, k.gaks, k.others
  from leased l
  join end_device d on d.id = l.end_device_id
  left join lateral (
    select array_agg(client) as clients, array_agg(wrapped_guek) as gueks, array_agg(wrapped_gak) as gaks,
      array_agg(sealed_secrets) as others
    from end_device_key where end_device_id = l.end_device_id
  ) k on true`

function leaseValues({ now, owner, leaseSeconds, counters, countersForHistory }: LeaseTerms): unknown[] {
  return [new Date(now), owner, new Date(now + msOf(leaseSeconds)), counters, countersForHistory ?? counters]
}
