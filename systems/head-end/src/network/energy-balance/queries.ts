import { addDays, zone } from '@ferraris/cosem'
import { unpackIntervals } from '@ferraris/meter-data/pack'
import { msOf, obisCodes, type SectionDay, secondsPerQuarter } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { balanceOf, lossesOf } from './balance.ts'
import type { MeterCurve } from './findings.ts'
import { reportsOf } from './reports.ts'
import type { EnergyBalance, ReportedEnergyBalance } from './schemas.ts'

/** A meter's usual use is the median of so many days before: long enough not to get used to a theft at once. */
const usualDays = 28

interface Member {
  readonly id: number
  readonly serial: string
  readonly time_zone: string
  /** Stretches in which the section had it, epoch milliseconds. */
  readonly spans: { readonly from: number; readonly to: number }[]
}

/** The balances of a concentrator's section over local days, with those that it has computed itself. */
export async function balancesOf(
  db: Kysely<Tables>,
  concentrator: string,
  days: readonly string[],
  now: number,
): Promise<ReportedEnergyBalance[]> {
  const items: ReportedEnergyBalance[] = []
  for (const day of days) {
    const balance = await energyBalance(db, concentrator, day, now)
    if (balance !== undefined) items.push({ ...balance, reported: await reportsOf(db, concentrator, day) })
  }
  return items
}

/**
 * The balance of a concentrator's section over a local day; undefined where it has no meter at the transformer. Days that
 * are complete are computed once; a meter that moved counts in each section while it was there.
 */
export async function energyBalance(
  db: Kysely<Tables>,
  concentrator: string,
  day: string,
  now: number,
): Promise<EnergyBalance | undefined> {
  const kept = await db
    .selectFrom('energy_balance')
    .select('balance')
    .where('concentrator', '=', concentrator)
    .where('day', '=', day)
    .executeTakeFirst()
  // One that was kept before steps were looked for has none.
  if (kept !== undefined) return { ...kept.balance, step: kept.balance.step ?? null }
  const section = await sectionOf(db, concentrator)
  if (section === undefined) return undefined
  const local = zone(section.transformer.time_zone)
  const start = local.startOfDay(day)
  const end = local.startOfDay(addDays(day, 1))
  const intervalSeconds = secondsPerQuarter
  const count = Math.round((end - start) / intervalSeconds)
  const members = section.members.filter(({ spans }) =>
    spans.some(({ from, to }) => from < msOf(end) && to > msOf(start)),
  )
  const curves = await netCurves(db, [section.transformer, ...members], addDays(day, -usualDays), day)
  const middle = (i: number) => msOf(start + (i + 0.5) * intervalSeconds)
  const meters = members.map((member): MeterCurve => {
    const days = curves.get(member.id) ?? new Map<string, Curve>()
    const here = (i: number) => member.spans.some(({ from, to }) => from <= middle(i) && middle(i) < to)
    const net = days.get(day)?.net ?? []
    return {
      endDevice: member.serial,
      // While another section has it, it uses nothing here.
      net: Array.from({ length: count }, (_, i) => (here(i) ? (net[i] ?? null) : 0)),
      usual: usualOf(days, day),
    }
  })
  const input = curves.get(section.transformer.id)?.get(day)?.net ?? []
  const before = Array.from({ length: usualDays }, (_, i) => addDays(day, i - usualDays)).flatMap(each =>
    dayBefore(section, curves, each),
  )
  const balance = balanceOf({
    day,
    intervalSeconds,
    input: Array.from({ length: count }, (_, i) => input[i] ?? null),
    meters,
    before,
  })
  if (balance.intervals.known === count && balance.meters.known === members.length && msOf(end) < now) {
    await db
      .insertInto('energy_balance')
      .values({ concentrator, day, balance: JSON.stringify(balance), computed_at: new Date(now) })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }
  return balance
}

/** A day before, if the transformer's meter and all that the section had on it are known. */
function dayBefore(
  { transformer, members }: { readonly transformer: Transformer; readonly members: readonly Member[] },
  curves: ReadonlyMap<number, ReadonlyMap<string, Curve>>,
  day: string,
): SectionDay[] {
  const input = curves.get(transformer.id)?.get(day)?.net
  if (input === undefined) return []
  const local = zone(transformer.time_zone)
  const start = msOf(local.startOfDay(day))
  const end = msOf(local.startOfDay(addDays(day, 1)))
  const touched = members.filter(({ spans }) => spans.some(({ from, to }) => from < end && start < to))
  const present = members.filter(({ spans }) => spans.some(({ from, to }) => from <= start && end <= to))
  // A meter that came or went within the day makes it a day to learn nothing from.
  if (present.length < touched.length) return []
  const meters = present.map(({ id }) => ({ net: curves.get(id)?.get(day)?.net ?? [] }))
  return [{ input, losses: lossesOf(input, meters) }]
}

type Transformer = Omit<Member, 'spans'>

async function sectionOf(
  db: Kysely<Tables>,
  concentrator: string,
): Promise<{ transformer: Transformer; members: Member[] } | undefined> {
  const transformer = await db
    .selectFrom('concentrator as c')
    .innerJoin('line_meter as m', 'm.aca', 'c.balance_aca')
    .innerJoin('end_device as d', 'd.id', 'm.end_device_id')
    .select(['d.id', 'd.serial', 'd.time_zone'])
    .where('c.id', '=', concentrator)
    .executeTakeFirst()
  if (transformer === undefined) return undefined
  const members = await db
    .selectFrom('line_service as s')
    .innerJoin('line_meter as m', 'm.aca', 's.aca')
    .innerJoin('end_device as d', 'd.id', 'm.end_device_id')
    .select([
      'd.id',
      'd.serial',
      'd.time_zone',
      sql<Member['spans']>`jsonb_agg(jsonb_build_object(
        -- Where it was first adopted it has been all along.
        'from', case when exists (select from line_service e where e.aca = s.aca and e.valid_from < s.valid_from)
          then extract(epoch from s.valid_from) * 1000 else 0 end,
        'to', coalesce(extract(epoch from s.valid_to) * 1000, 9e15)))`.as('spans'),
    ])
    .where('s.concentrator', '=', concentrator)
    .where('m.state', '=', 'accepted')
    .where('d.id', '<>', transformer.id)
    .groupBy(['d.id', 'd.serial', 'd.time_zone'])
    .orderBy('d.serial')
    .execute()
  return { transformer, members }
}

interface Curve {
  net: (number | null)[]
}

/** Import less export of each interval, by device and local day; export that a meter does not have counts as none. */
async function netCurves(
  db: Kysely<Tables>,
  devices: readonly { id: number }[],
  from: string,
  to: string,
): Promise<Map<number, Map<string, Curve>>> {
  const rows = await db
    .selectFrom('interval_block as b')
    .innerJoin('reading_type as t', 't.id', 'b.reading_type_id')
    .select(['b.end_device_id', 'b.day', 'b.interval_count', 'b.increments', 't.obis'])
    .where(
      'b.end_device_id',
      'in',
      devices.map(({ id }) => id),
    )
    .where('t.obis', 'in', [obisCodes.activeEnergyImport, obisCodes.activeEnergyExport])
    .where('b.interval_seconds', '=', secondsPerQuarter)
    .where('b.day', '>=', from)
    .where('b.day', '<=', to)
    .orderBy('t.obis')
    .execute()
  const curves = new Map<number, Map<string, Curve>>()
  for (const row of rows) {
    const days = curves.get(row.end_device_id) ?? new Map<string, Curve>()
    curves.set(row.end_device_id, days)
    const values = unpackIntervals(row.increments, row.interval_count)
    if (row.obis === obisCodes.activeEnergyImport) days.set(row.day, { net: values })
    const curve = days.get(row.day)
    if (row.obis === obisCodes.activeEnergyExport && curve !== undefined) {
      curve.net = curve.net.map((value, i) => (value === null ? null : value - (values[i] ?? 0)))
    }
  }
  return curves
}

/** Median use of the days before that are whole; null with fewer than three, which say too little. */
function usualOf(days: ReadonlyMap<string, Curve>, day: string): number | null {
  const whole = [...days]
    .filter(([other, { net }]) => other < day && net.every(value => value !== null))
    .map(([, { net }]) => net.reduce<number>((sum, value) => sum + (value ?? 0), 0))
    .sort((a, b) => a - b)
  return whole.length < 3 ? null : (whole[Math.floor(whole.length / 2)] ?? null)
}
