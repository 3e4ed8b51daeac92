import type { PoolClient } from 'pg'
import { mergeDay } from '../counting/index.ts'
import { type Side, sides } from './tables.ts'
import type { ToldDay } from './upload.ts'

/** A day of a point as one side told it. */
export interface PointDay {
  readonly point: number
  readonly told: ToldDay
  /** The day is over. */
  readonly whole: boolean
  readonly firmware: string | null
}

/**
 * Keeps days. What is kept of a day already is joined with what comes: the greatest counts, any power loss; so that the same day may
 * come again, and an earlier reading of it after a later one. The version is that under which the day was told first.
 */
export async function storeDays(
  client: PoolClient,
  side: Side,
  days: readonly PointDay[],
  at: number,
): Promise<void> {
  const merged = [...merge(days).values()].sort(
    (a, b) => a.point - b.point || (a.told.day < b.told.day ? -1 : 1),
  )
  if (merged.length === 0) return
  const column = <T>(of: (day: PointDay) => T) => merged.map(of)
  await client.query(upsert, [
    sides[side],
    new Date(at),
    column(its => its.point),
    column(its => its.told.day),
    column(its => its.told.counts.instPower),
    column(its => its.told.counts.alerts),
    column(its => its.told.counts.loadCurve),
    column(its => its.told.counts.prodAvg),
    column(its => its.told.counts.prodInst),
    column(its => its.told.powerLoss),
    column(its => its.whole),
    column(its => its.firmware),
    column(its => its.told.byHour && `{${its.told.byHour.join(',')}}`),
  ])
}

const upsert = `
  insert into day_counters as c (side, taken_at, point, day, inst_power, alerts, load_curve, prod_avg, prod_inst, power_loss, whole,
    firmware, by_hour)
  select $1, $2, point, day, inst_power, alerts, load_curve, prod_avg, prod_inst, power_loss, whole, firmware, by_hour::integer[]
  from unnest($3::integer[], $4::date[], $5::integer[], $6::integer[], $7::integer[], $8::integer[], $9::integer[], $10::boolean[],
    $11::boolean[], $12::text[], $13::text[])
    as t (point, day, inst_power, alerts, load_curve, prod_avg, prod_inst, power_loss, whole, firmware, by_hour)
  on conflict (point, side, day) do update set
    inst_power = greatest(c.inst_power, excluded.inst_power), alerts = greatest(c.alerts, excluded.alerts),
    load_curve = greatest(c.load_curve, excluded.load_curve), prod_avg = greatest(c.prod_avg, excluded.prod_avg),
    prod_inst = greatest(c.prod_inst, excluded.prod_inst), power_loss = c.power_loss or excluded.power_loss,
    whole = c.whole or excluded.whole, firmware = coalesce(c.firmware, excluded.firmware),
    by_hour = case when excluded.inst_power >= c.inst_power and excluded.load_curve >= c.load_curve
      then coalesce(excluded.by_hour, c.by_hour) else c.by_hour end,
    taken_at = excluded.taken_at
  where excluded.inst_power > coalesce(c.inst_power, -1) or excluded.alerts > coalesce(c.alerts, -1)
    or excluded.load_curve > coalesce(c.load_curve, -1) or excluded.prod_avg > coalesce(c.prod_avg, -1)
    or excluded.prod_inst > coalesce(c.prod_inst, -1) or (excluded.power_loss and not c.power_loss)
    or (excluded.whole and not c.whole) or (excluded.by_hour is not null and c.by_hour is null)`

/** One statement cannot change a row twice: what comes together is joined before. */
function merge(days: readonly PointDay[]): Map<string, PointDay> {
  const merged = new Map<string, PointDay>()
  for (const day of days) {
    const key = `${day.point} ${day.told.day}`
    const before = merged.get(key)
    merged.set(key, before === undefined ? day : joined(before, day))
  }
  return merged
}

function joined(before: PointDay, later: PointDay): PointDay {
  return {
    point: before.point,
    told: { ...mergeDay(before.told, later.told), byHour: later.told.byHour ?? before.told.byHour },
    whole: before.whole || later.whole,
    firmware: before.firmware ?? later.firmware,
  }
}
