import { at } from '@ferraris/bytes'
import type { ProfileHead } from '@ferraris/client'
import type { ScalerUnit } from '@ferraris/cosem'
import type { CounterRange } from '@ferraris/dlms/client'
import { msOf } from '@ferraris/metering'
import { transaction } from '@ferraris/service'
import type { Pool, PoolClient } from 'pg'
import type { DeviceKeys } from '../inventory/keys/client-secrets.ts'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import { Interned } from './interned.ts'

/** An end device that is ours to read until `until`, with all that a session needs. */
export interface Lease {
  readonly endDeviceId: number
  readonly serial: string
  readonly uri: string
  readonly timeZone: string
  readonly scheduleId: number
  readonly owner: string
  /** Epoch milliseconds. */
  readonly until: number
  /** Invocation counters reserved for this lease: stored as used before the first of them is. */
  readonly counters: CounterRange
  /** Digest of the key that they belong to. */
  readonly counterKey: Buffer
  /** By client SAP; clients without keys are not listed. */
  readonly keys: ReadonlyMap<number, DeviceKeys>
  /** What the device shares with others, as `shared-line.ts` tells; no other session is on it. */
  readonly line: string | undefined
  /** Failed sessions in a row. */
  readonly failures: number
  /** Up to where each log has been read and stored: seconds since 1970, by OBIS. */
  readonly readUntil: Readonly<Record<string, number>>
  /** The meter's clock less ours at the last session. */
  readonly clockOffsetSeconds: number | undefined
  readonly profiles: Readonly<Record<string, ProfileHead>>
  readonly units: Readonly<Record<string, ScalerUnit>>
  readonly systemTitle: Uint8Array | undefined
  readonly model: string | undefined
}

interface LeaseTerms {
  /** Names this worker; a UUID made at its start. */
  readonly owner: string
  /** Epoch milliseconds. */
  readonly now: number
  /** How long a lease holds: longer than a session may take. So the devices of a dead worker come free again. */
  readonly leaseSeconds: number
  /** Invocation counters to set aside for a session: one for each message and each block of a long answer. */
  readonly counters: number
  /** The same for a device not read for a day, because its session is long; default `counters`. */
  readonly countersForHistory?: number
}

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

/** Makes leases last longer; gives the devices that are still ours. */
export async function renewLeases(
  pool: Pool,
  owner: string,
  endDeviceIds: readonly number[],
  until: number,
): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `update collection set lease_until = $3 where end_device_id = any($1::bigint[]) and lease_owner = $2
     returning end_device_id as id`,
    [endDeviceIds, owner, new Date(until)],
  )
  return rows.map(({ id }) => id)
}

/** Gives leases back unused or unfinished; their devices stay due when they were. */
export async function releaseLeases(
  pool: Pool,
  owner: string,
  endDeviceIds: readonly number[],
): Promise<void> {
  await pool.query(
    `update collection set lease_owner = null, lease_until = 'epoch'
     where end_device_id = any($1::bigint[]) and lease_owner = $2`,
    [endDeviceIds, owner],
  )
}

/** Ends all leases of all holders: only for a worker that knows it is the only one. */
export async function takeBackLeases(pool: Pool): Promise<void> {
  await pool.query(
    `update collection set lease_owner = null, lease_until = 'epoch' where lease_owner is not null`,
  )
}

/**
 * Makes due what lies further ahead than its schedule allows, and ends leases that are longer than any: a clock that was ahead
 * for a moment wrote it, and it would wait for years. Gives how many devices that were.
 */
export async function healFuture(pool: Pool, now: number, longestLeaseSeconds: number): Promise<number> {
  const { rowCount } = await pool.query(
    `update collection c
     set next_due = case when c.next_due > given.due then $1 else c.next_due end,
         lease_owner = case when c.lease_until > given.lease then null else c.lease_owner end,
         lease_until = case when c.lease_until > given.lease then 'epoch' else c.lease_until end,
         last_contact = least(c.last_contact, $1),
         last_error_at = least(c.last_error_at, $1)
     from end_device d join meter_read_schedule s on s.id = d.schedule_id,
       lateral (select $1::timestamptz + make_interval(mins => s.every_minutes)
           + case when s.every_minutes < ${minutesPerDay} then ${slack} else ${slackOfDays} end as due,
         $1::timestamptz + make_interval(secs => $2) + ${slack} as lease) given
     where d.id = c.end_device_id
       and (c.next_due > given.due or c.lease_until > given.lease or c.last_contact > given.lease)`,
    [new Date(now), longestLeaseSeconds],
  )
  return rowCount ?? 0
}

const minutesPerDay = 1440
/** Workers may disagree on the time. */
const slack = "interval '5 minutes'"
/** A day may have two hours more where the clocks change. */
const slackOfDays = "interval '3 hours'"

/** The meter has seen a counter of ours that we do not remember (a store brought back from yesterday): go past it. */
export async function reserveCountersFrom(
  pool: Pool,
  counterKey: Buffer,
  atLeast: number,
  count: number,
): Promise<CounterRange> {
  const { rows } = await pool.query<{ counter: number }>(
    'update key_counter set counter = greatest(counter, $2) + $3 where digest = $1 returning counter',
    [counterKey, atLeast, count],
  )
  const end = at(rows, 0).counter
  return { next: end - count, end }
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

interface LeaseRow {
  readonly end_device_id: number
  readonly serial: string
  readonly uri: string
  readonly time_zone: string
  readonly schedule_id: number
  readonly system_title: Buffer | null
  readonly model: string | null
  readonly key: Buffer
  readonly counters_end: number
  readonly counters: number
  readonly line: string | null
  readonly failures: number
  readonly read_until: Record<string, number>
  readonly clock_offset_seconds: number | null
  readonly profiles: string
  readonly units: string
  readonly clients: number[] | null
  readonly gueks: (Buffer | null)[] | null
  readonly gaks: (Buffer | null)[] | null
  readonly others: (Buffer | null)[] | null
}

const profileFacts = new Interned<Record<string, ProfileHead>>()
const scalerUnits = new Interned<Record<string, ScalerUnit>>()

function leaseOf(row: LeaseRow, ring: KeyRing, { owner, now, leaseSeconds }: LeaseTerms): Lease {
  const keys = new Map<number, DeviceKeys>()
  for (const [i, client] of (row.clients ?? []).entries()) {
    const [guek, gak, others] = [row.gueks?.[i], row.gaks?.[i], row.others?.[i]]
    // Opened when asked for: a session needs the keys of one client only, and fails alone where they are damaged.
    keys.set(client, {
      get guek() {
        return guek ? ring.unwrap(guek) : undefined
      },
      get gak() {
        return gak ? ring.unwrap(gak) : undefined
      },
      get others() {
        return others ? ring.unseal(others) : undefined
      },
    })
  }
  return {
    endDeviceId: row.end_device_id,
    serial: row.serial,
    uri: row.uri,
    timeZone: row.time_zone,
    scheduleId: row.schedule_id,
    owner,
    until: now + msOf(leaseSeconds),
    counters: { next: row.counters_end - row.counters, end: row.counters_end },
    counterKey: row.key,
    keys,
    line: row.line ?? undefined,
    failures: row.failures,
    readUntil: row.read_until,
    clockOffsetSeconds: row.clock_offset_seconds ?? undefined,
    profiles: profileFacts.of(row.profiles),
    units: scalerUnits.of(row.units),
    systemTitle: row.system_title ?? undefined,
    model: row.model ?? undefined,
  }
}
