import type { ProfileHead } from '@ferraris/client'
import { type ScalerUnit, zone } from '@ferraris/cosem'
import { secondsOf } from '@ferraris/metering'
import type { PoolClient } from 'pg'
import type { SessionState } from '../inventory/schemas.ts'
import { bucketOf, failedBucket, unmeasured } from '../network/communication/latency.ts'

/** What a device told about itself and its objects, kept so that the next session need not ask. */
export interface DeviceFacts {
  readonly model?: string | undefined
  readonly systemTitle?: Uint8Array | undefined
  /** By the profile's OBIS. */
  readonly profiles?: Record<string, ProfileHead> | undefined
  /** By the register's OBIS. */
  readonly units?: Record<string, ScalerUnit> | undefined
}

/** How a leased session ended. Stored with what it brought, in one transaction. */
export interface Completion {
  /** The lease under which the device was read; if it has passed to another, the completion changes nothing. */
  readonly leaseOwner: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Zone of the device: its local day is the day the session is counted in. */
  readonly timeZone: string
  /** Undefined when the session says nothing of the device: then it stays as it was. */
  readonly state: Exclude<SessionState, 'new'> | undefined
  /** When the device is due again, epoch milliseconds; null when its schedule is off; undefined leaves it. */
  readonly nextDue: number | null | undefined
  readonly clockOffsetSeconds?: number | undefined
  /** Why the session failed; undefined when it went well. */
  readonly error?: string | undefined
  /** Up to where each log has been read and stored: seconds since 1970, by OBIS. What is not named stays. */
  readonly readUntil?: Record<string, number> | undefined
  readonly learned?: DeviceFacts | undefined
  /** How long the meter took until its association stood. */
  readonly latencyMs?: number | undefined
}

interface DeviceCompletion {
  readonly endDeviceId: number
  readonly completion: Completion
}

/** Beyond a minute a quarter-hour may hold energy of its neighbour. */
export const clockToleranceSeconds = 60

/** Ends leases within the transaction that stores what their sessions brought. */
export async function completeSessions(
  client: PoolClient,
  sessions: readonly DeviceCompletion[],
): Promise<void> {
  if (sessions.length === 0) return
  const column = <T>(of: (completion: Completion) => T): T[] =>
    sessions.map(({ completion }) => of(completion))
  await client.query(
    `with given as (
       select * from unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::text[], $5::timestamptz[],
         $6::bigint[], $7::text[], $8::jsonb[], $9::date[], $10::boolean[], $11::smallint[])
         as given (id, owner, at, state, next_due, clock_offset, error, read_until, day, moves, latency)
     ), completed as (
       update collection c
       set lease_owner = null,
           lease_until = 'epoch',
           state = coalesce(given.state, c.state),
           next_due = case when given.moves then given.next_due else c.next_due end,
           failures = case when given.error is null then 0 else c.failures + 1 end,
           clock_offset_seconds = coalesce(given.clock_offset, c.clock_offset_seconds),
           clock_off_since = case
             when given.clock_offset is null then c.clock_off_since
             when abs(given.clock_offset) > ${clockToleranceSeconds} then coalesce(c.clock_off_since, given.at)
           end,
           last_contact = case when given.error is null then given.at else c.last_contact end,
           last_error = given.error,
           last_error_at = case when given.error is null then c.last_error_at else given.at end,
           read_until = case when given.read_until is null then c.read_until else c.read_until || given.read_until end
       from (select given.*, b.failures > 0 as is_retry from given join collection b on b.end_device_id = given.id) given
       where c.end_device_id = given.id and c.lease_owner = given.owner
       returning c.end_device_id, given.day, given.error, given.latency, given.is_retry
     ), spent as (
       insert into session_latency as l (end_device_id, day, bucket, sessions, retries)
       select end_device_id, day, case when error is null then coalesce(latency, ${unmeasured}) else ${failedBucket} end as bucket,
         count(*), count(*) filter (where is_retry)
       from completed group by 1, 2, 3 order by 1, 2, 3
       on conflict (end_device_id, day, bucket) do update
       set sessions = l.sessions + excluded.sessions, retries = l.retries + excluded.retries
     )
     insert into session_tally as tally (day, shard, completed, failed)
     select day, pg_backend_pid() % 16, count(*) filter (where error is null), count(error)
     from completed group by day order by day
     on conflict (day, shard) do update
     set completed = tally.completed + excluded.completed, failed = tally.failed + excluded.failed`,
    [
      sessions.map(({ endDeviceId }) => endDeviceId),
      column(({ leaseOwner }) => leaseOwner),
      column(({ at }) => new Date(at)),
      column(({ state }) => state ?? null),
      column(({ nextDue }) => (nextDue == null ? null : new Date(nextDue))),
      column(({ clockOffsetSeconds }) => clockOffsetSeconds ?? null),
      column(({ error }) => error ?? null),
      column(({ readUntil }) => (readUntil === undefined ? null : JSON.stringify(readUntil))),
      column(({ at, timeZone }) => zone(timeZone).dateOf(secondsOf(at))),
      column(({ nextDue }) => nextDue !== undefined),
      column(({ latencyMs }) => (latencyMs === undefined ? null : bucketOf(latencyMs))),
    ],
  )
  const learned = sessions.flatMap(({ endDeviceId, completion: { learned } }) =>
    learned === undefined ? [] : [{ endDeviceId, learned }],
  )
  if (learned.length > 0) await keepFacts(client, learned)
}

async function keepFacts(
  client: PoolClient,
  sessions: readonly { readonly endDeviceId: number; readonly learned: DeviceFacts }[],
): Promise<void> {
  const ids = sessions.map(({ endDeviceId }) => endDeviceId)
  const facts = sessions.map(({ learned }) => learned)
  await client.query(
    `update collection c set profiles = c.profiles || given.profiles, units = c.units || given.units
     from unnest($1::bigint[], $2::jsonb[], $3::jsonb[]) as given (id, profiles, units)
     where c.end_device_id = given.id`,
    [
      ids,
      facts.map(({ profiles }) => JSON.stringify(profiles ?? {})),
      facts.map(({ units }) => JSON.stringify(units ?? {})),
    ],
  )
  await client.query(
    `update end_device d
     set model = coalesce(given.model, d.model), system_title = coalesce(given.title, d.system_title)
     from unnest($1::bigint[], $2::text[], $3::bytea[]) as given (id, model, title)
     where d.id = given.id and (given.model is not null or given.title is not null)`,
    [ids, facts.map(({ model }) => model ?? null), facts.map(({ systemTitle }) => systemTitle ?? null)],
  )
}
