import { type Kysely, type RawBuilder, sql } from 'kysely'
import { quantile, rateOf, voidReasons } from '../counting/index.ts'
import type { Reach } from '../reach.ts'
import type { Tables } from '../tables.ts'
import type { groupings, Overview, SuccessQuery, SuccessRow } from './schemas.ts'

type Database = Kysely<Tables>

interface Sums {
  readonly key: string
  readonly kind: string
  readonly sent: number
  readonly received: number
}

/** Both sides' counts of each kind, a row a kind. */
const kinds = sql`(values ('instPower', sent_inst_power, received_inst_power), ('alerts', sent_alerts, received_alerts),
  ('loadCurve', sent_load_curve, received_load_curve), ('prodAvg', sent_prod_avg, received_prod_avg),
  ('prodInst', sent_prod_inst, received_prod_inst))`

/** The same hour by hour, where both sides counted hours. */
const hours = sql`(select (array['instPower', 'alerts', 'loadCurve', 'prodAvg', 'prodInst'])[1 + (h.at - 1) / 24] as kind, h.sent, h.received,
  lpad(((h.at - 1) % 24)::text, 2, '0') as hour
  from unnest(sent_by_hour, received_by_hour) with ordinality h (sent, received, at))`

const keys: Record<(typeof groupings)[number], RawBuilder<unknown>> = {
  day: sql`m.day::text`,
  kind: sql`'all'`,
  province: sql`m.province`,
  model: sql`m.maker || ' ' || m.model`,
  hour: sql`k.hour`,
  device: sql`m.device`,
}

/** Success by a key, over all devices or those of the participant and province that are asked for. */
export async function successBy(
  db: Database,
  asked: SuccessQuery,
  reach: Reach = { sees: 'all' },
): Promise<SuccessRow[]> {
  const { by } = asked
  const key = by === 'device' && reach.sees === 'pseudonyms' ? sql`m.pseudonym` : keys[by]
  const source = by === 'hour' ? sql`${hours} k` : sql`${kinds} k (kind, sent, received)`
  const { rows } = await sql<Sums>`
    select ${key} as key, coalesce(k.kind, 'all') as kind, sum(k.sent)::int as sent, sum(k.received)::int as received
    from matched_day m cross join lateral ${source}
    where m.void is null and k.sent is not null and k.received is not null and ${conditionsOf(asked, reach)}
    group by grouping sets ((1, k.kind), (1)) order by 1, 2`.execute(db)
  return rows.map(rowOf)
}

function conditionsOf(
  { by, from, to, province, participant }: SuccessQuery,
  reach: Reach,
): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`true`]
  if (by === 'hour') conditions.push(sql`m.sent_by_hour is not null and m.received_by_hour is not null`)
  if (from !== undefined) conditions.push(sql`m.day >= ${from}::date`)
  if (to !== undefined) conditions.push(sql`m.day <= ${to}::date`)
  if (province !== undefined) conditions.push(sql`m.province = ${province}`)
  // Sums over devices are for all; what tells of single ones, or of one participant, is for those who may see them.
  if (reach.sees === 'own' && (by === 'device' || participant !== undefined))
    conditions.push(sql`m.participant = ${reach.participant}`)
  else if (participant !== undefined && reach.sees === 'all')
    conditions.push(sql`m.participant = ${participant}`)
  return sql.join(conditions, sql` and `)
}

function rowOf({ key, kind, sent, received }: Sums): SuccessRow {
  return { key, kind: kind as SuccessRow['kind'], sent, received, rate: rateOf({ sent, received }) }
}

/** How the campaign goes, in sums that name no device. */
export async function showOverview(db: Database): Promise<Overview> {
  const { rows: counted } = await sql<{ devices: number; heard: number; days: number }>`
    select (select count(*)::int from device) as devices,
      (select count(distinct p.device)::int from point p join day_counters c on c.point = p.id where c.side = 1) as heard,
      (select count(*)::int from matched_day where void is null) as days`.execute(db)
  const voids = await db
    .selectFrom('matched_day')
    .select(['void', sql<number>`count(*)::int`.as('days')])
    .where('void', 'is not', null)
    .groupBy('void')
    .execute()
  const devices = await successBy(db, { by: 'device' })
  const rates = devices
    .filter(({ kind }) => kind === 'loadCurve')
    .map(({ rate }) => rate)
    .filter(rate => rate !== null)
  return {
    devices: counted[0]?.devices ?? 0,
    devicesHeard: counted[0]?.heard ?? 0,
    days: counted[0]?.days ?? 0,
    voidDays: voidReasons.flatMap(reason => {
      const days = voids.find(its => its.void === reason)?.days ?? 0
      return days === 0 ? [] : [{ reason, days }]
    }),
    success: await successBy(db, { by: 'kind' }),
    deviceRates: {
      p5: quantile(rates, 0.05),
      median: quantile(rates, 0.5),
      under95: rates.filter(rate => rate < 0.95).length,
    },
  }
}
