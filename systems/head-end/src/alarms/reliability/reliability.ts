import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Reliability, ReliabilityQuery } from './schemas.ts'

const mostRows = 5000

interface Row {
  readonly substation: string | null
  readonly feeder: string | null
  readonly customers: number
  readonly long: number
  readonly short: number
  readonly seconds: number
}

/**
 * SAIDI, SAIFI and CAIDI (IEEE 1366) of a period: interruptions count by their beginning, with their whole length; one that lasts
 * counts until now. Suspicions that no meter has confirmed count nowhere.
 */
export async function reliabilityOf(
  db: Kysely<Tables>,
  { from, to, by, longFromSeconds }: ReliabilityQuery,
  now: number,
): Promise<Reliability> {
  const place =
    by === 'all'
      ? sql`null::text as substation, null::text as feeder`
      : sql`coalesce(p.substation, k.substation) as substation, ${by === 'feeder' ? sql`p.feeder` : sql`null::text`} as feeder`
  const { rows } = await sql<Row>`
    with customers as (
      select d.id, ${place} from end_device d
      left join supply_point p on p.end_device_id = d.id
      left join line_meter m on m.end_device_id = d.id
      left join concentrator k on k.id = m.concentrator
    ), hit as (
      select i.end_device_id as id, extract(epoch from coalesce(i.ended, ${new Date(now)}) - i.began) as seconds
      from interruption i where i.confirmed and i.began >= ${new Date(from)} and i.began < ${new Date(to)}
    )
    select c.substation, c.feeder, count(distinct c.id) as customers,
      count(h.id) filter (where h.seconds > ${longFromSeconds}) as long,
      count(h.id) filter (where h.seconds <= ${longFromSeconds}) as short,
      coalesce(sum(h.seconds) filter (where h.seconds > ${longFromSeconds}), 0)::float8 as seconds
    from customers c left join hit h using (id)
    group by c.substation, c.feeder
    order by coalesce(sum(h.seconds) filter (where h.seconds > ${longFromSeconds}), 0)::float8 / count(distinct c.id) desc,
      1 nulls last, 2 nulls last
    limit ${mostRows}`.execute(db)
  const sum = (of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  return {
    from,
    to,
    longFromSeconds,
    items: rows.map(row => ({ substation: row.substation, feeder: row.feeder, ...figuresOf(row) })),
    total: figuresOf({
      customers: sum(({ customers }) => customers),
      long: sum(({ long }) => long),
      short: sum(({ short }) => short),
      seconds: sum(({ seconds }) => seconds),
    }),
  }
}

function figuresOf({ customers, long, short, seconds }: Omit<Row, 'substation' | 'feeder'>) {
  const minutes = seconds / 60
  const each = (value: number, of: number) => (of === 0 ? null : rounded(value / of))
  return {
    customers,
    long,
    short,
    minutes: rounded(minutes),
    saidi: each(minutes, customers),
    saifi: each(long, customers),
    caidi: each(minutes, long),
    maifi: each(short, customers),
  }
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
