import { defined } from '@ferraris/bytes'
import type { PoolClient } from 'pg'
import { eventProfileOf } from '../../events/event-kind.ts'
import { keepSupplyRuns } from '../outages/interruptions.ts'
import { defaultRules } from '../rules/default-rules.ts'
import { type FoldedAlarm, foldAlarms, type KnownDevice, namedEvents, type StoredEvent } from './fold.ts'
import { supplyRuns } from './supply-runs.ts'

/*
 * From event to alarm.
 *
 *     new → acknowledged → assigned → closed        by people, in any order forward
 *      └── the condition is over: closed by itself, or marked as gone, as its rule says
 *
 * A device has at most one alarm of a kind that is not closed; what comes again counts on it. All of it happens in the
 * transaction that stores the events: a few statements for a batch, however many events it has.
 */

/** Makes alarms of events that were stored just now, and notes the interruptions of supply they tell of, within the caller's transaction. */
export async function raiseAlarms(
  client: PoolClient,
  events: readonly StoredEvent[],
  now: number,
): Promise<void> {
  if (events.length === 0) return
  const named = namedEvents(events, await devicesOf(client, events), now)
  if (named.length === 0) return
  await keepSupplyRuns(client, supplyRuns(named), 'power-down', now)
  await keepAlarms(client, foldAlarms(named, await raisingKinds(client), now), now)
}

/** Kinds whose rule raises alarms, as it came or as it was changed; what was changed to raise none is sorted out by the statement. */
async function raisingKinds(client: PoolClient): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ kind: string }>('select kind from alarm_rule where raises')
  return rows.length === 0
    ? raisingByDefault
    : new Set([...raisingByDefault, ...rows.map(({ kind }) => kind)])
}

const raisingByDefault: ReadonlySet<string> = new Set(
  [...defaultRules.values()].flatMap(({ kind, raises }) => (raises ? [kind] : [])),
)

async function devicesOf(
  client: PoolClient,
  events: readonly StoredEvent[],
): Promise<Map<number, KnownDevice>> {
  const { rows } = await client.query<{ id: number; profile: string; ahead: number }>(
    `select d.id, d.event_profile as profile,
       case when c.clock_off_since is null then 0 else coalesce(c.clock_offset_seconds, 0) end as ahead
     from end_device d left join collection c on c.end_device_id = d.id where d.id = any($1::bigint[])`,
    [[...new Set(events.map(({ endDeviceId }) => endDeviceId))]],
  )
  return new Map(
    rows.map(({ id, profile, ahead }) => [
      id,
      { profile: eventProfileOf(profile), clockAheadSeconds: Number(ahead) },
    ]),
  )
}

/** Where an end device `g.id` hangs: as network data say, else at the substation of its concentrator. */
export const placeJoins = `
  left join line_meter m on m.end_device_id = g.id
  left join concentrator k on k.id = m.concentrator
  left join supply_point p on p.end_device_id = g.id`

async function keepAlarms(client: PoolClient, alarms: readonly FoldedAlarm[], now: number): Promise<void> {
  if (alarms.length === 0) return
  const rules = alarms.map(({ kind }) => defined(defaultRules.get(kind), 'the rule of an event'))
  const at = (ms: number) => new Date(ms)
  await client.query(
    `with given as (
       select g.id, g.kind, g.count, g.first, g.last, g.gone, coalesce(r.severity, g.severity) as severity,
         coalesce(r.raises, g.raises) as raises, coalesce(r.closes_itself, g.closes) as closes
       from unnest($1::bigint[], $2::text[], $3::integer[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[],
         $7::text[], $8::boolean[], $9::boolean[])
         as g (id, kind, count, first, last, gone, severity, raises, closes)
       left join alarm_rule r on r.kind = g.kind
     ), ended as (
       update alarm a
       set gone_at = g.gone, count = a.count + g.count, last_time = greatest(a.last_time, g.last), changed_at = $10,
         state = case when g.closes then 'closed' else a.state end,
         closed_at = case when g.closes then $10::timestamptz end,
         closed_by = case when g.closes then 'head-end' end
       from given g
       where a.end_device_id = g.id and a.kind = g.kind and a.state <> 'closed' and g.gone is not null
         and (g.count = 0 or g.closes) and g.gone >= a.last_time - interval '1 minute'
       returning a.id, a.state
     ), told as (
       insert into alarm_entry (alarm_id, at, by, action)
       select id, $10, 'head-end', case when state = 'closed' then 'closed' else 'gone' end from ended
     )
     insert into alarm as a (end_device_id, kind, severity, first_time, last_time, raised_at, changed_at, count, gone_at,
       closes_itself, substation, concentrator)
     select g.id, g.kind, g.severity, g.first, g.last, $10, $10, g.count, g.gone, g.closes,
       coalesce(p.substation, k.substation), m.concentrator
     from given g ${placeJoins}
     where g.count > 0 and g.raises and not (g.closes and g.gone is not null)
       and not exists (
         select from alarm_silence s
         where s.begins <= $10 and s.ends > $10 and (s.end_device_id is null or s.end_device_id = g.id)
           and (s.concentrator is null or s.concentrator = m.concentrator) and (s.kind is null or s.kind = g.kind))
     order by g.id, g.kind
     on conflict (end_device_id, kind) where state <> 'closed' do update
     set count = a.count + excluded.count, last_time = greatest(a.last_time, excluded.last_time),
       first_time = least(a.first_time, excluded.first_time), gone_at = excluded.gone_at,
       changed_at = excluded.changed_at`,
    [
      alarms.map(({ endDeviceId }) => endDeviceId),
      alarms.map(({ kind }) => kind),
      alarms.map(({ count }) => count),
      alarms.map(({ first }) => at(first)),
      alarms.map(({ last }) => at(last)),
      alarms.map(({ gone }) => (gone === null ? null : at(gone))),
      rules.map(({ severity }) => severity),
      rules.map(({ raises }) => raises),
      rules.map(({ closesItself }) => closesItself),
      new Date(now),
    ],
  )
}
