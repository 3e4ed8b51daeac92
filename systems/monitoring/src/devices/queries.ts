import { decodeCursor, type Page, Problem, pageOf } from '@ferraris/service'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Reach } from '../reach.ts'
import type { Tables } from '../tables.ts'
import type { Device, DeviceDay, DeviceQuery } from './schemas.ts'

type Database = Kysely<Tables>

interface DeviceRow {
  readonly id: string
  readonly pseudonym: string
  readonly participant: string
  readonly maker: string
  readonly model: string
  readonly hardware: string
  readonly firmware: string
  readonly tested: boolean
  readonly told_firmware: string | null
  readonly smitp_address: string
  readonly system_title: string
  readonly survey: Device['survey']
  readonly starts: string
  readonly ends: string | null
  readonly last_upload_at: Date | null
  readonly points: Device['points']
  readonly days: number
  readonly void_days: number
  readonly sent: number
  readonly received: number
  readonly place: number
}

/** Where in the order a device stands: by name, or the worst success first, those without any at the end. */
const places = {
  name: sql<number>`0::float8`,
  rate: sql<number>`case when coalesce(s.sent, 0) = 0 then 1e9 else s.received / s.sent::float8 end`,
}

/** Devices as the reach of a request shows them, a page at a time. */
export async function listDevices(db: Database, reach: Reach, asked: DeviceQuery): Promise<Page<Device>> {
  const { limit, cursor, order = 'name' } = asked
  const wanted = conditionsOf(reach, asked)
  const name = reach.sees === 'pseudonyms' ? sql`d.pseudonym` : sql`d.id`
  const [place = 0, after = ''] = cursor === undefined ? [] : decodeCursor(cursor, ['number', 'string'])
  const from =
    cursor === undefined ? sql`true` : sql`(${places[order]}, ${name}) > (${place}::float8, ${after}::text)`
  const { rows } = await sql<DeviceRow>`${selectDevices(order)}
    where ${wanted} and ${from} order by ${places[order]}, ${name} limit ${limit + 1}`.execute(db)
  const { rows: counted } = await sql<{
    total: number
  }>`select count(*)::int as total from device d where ${wanted}`.execute(db)
  const nameOf = ({ id, pseudonym }: DeviceRow) => (reach.sees === 'pseudonyms' ? pseudonym : id)
  return pageOf(
    rows,
    limit,
    counted[0]?.total ?? 0,
    row => [row.place, nameOf(row)],
    row => shown(row, reach),
  )
}

/** One device, by the name under which the reach shows it. Throws Problem `not-found`. */
export async function showDevice(db: Database, reach: Reach, id: string): Promise<Device> {
  const { rows } = await sql<DeviceRow>`${selectDevices('name')}
    where ${conditionsOf(reach, {})} and ${namedBy(reach, id)}`.execute(db)
  const [found] = rows
  if (found === undefined) throw new Problem('not-found', `there is no device ${id}`)
  return shown(found, reach)
}

/** The days of a device, by the name under which the reach shows it. */
export async function daysOf(db: Database, reach: Reach, id: string): Promise<DeviceDay[]> {
  await showDevice(db, reach, id)
  const { rows } = await sql<DeviceDay>`
    select m.meter, m.day, m.void,
      case when m.void is distinct from 'not-sent' then ${countsOf('sent')} end as sent,
      case when m.void is distinct from 'not-received' then ${countsOf('received')} end as received
    from matched_day m join device d on d.id = m.device
    where ${namedBy(reach, id)} order by m.day, m.meter`.execute(db)
  return rows
}

/** Column names, of our own making. */
function countsOf(side: 'sent' | 'received'): RawBuilder<unknown> {
  const column = (name: string) => sql.ref(`m.${side}_${name}`)
  return sql`jsonb_build_object('instPower', ${column('inst_power')}, 'alerts', ${column('alerts')},
    'loadCurve', ${column('load_curve')}, 'prodAvg', ${column('prod_avg')}, 'prodInst', ${column('prod_inst')})`
}

function namedBy(reach: Reach, id: string): RawBuilder<unknown> {
  return reach.sees === 'pseudonyms' ? sql`d.pseudonym = ${id}` : sql`d.id = ${id}`
}

function conditionsOf(
  reach: Reach,
  { participant, province, search }: Partial<DeviceQuery>,
): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [sql`true`]
  if (reach.sees === 'own') conditions.push(sql`d.participant = ${reach.participant}`)
  if (participant !== undefined && reach.sees === 'all') conditions.push(sql`d.participant = ${participant}`)
  if (province !== undefined)
    conditions.push(sql`exists (select from point p where p.device = d.id and p.province = ${province})`)
  if (search !== undefined && reach.sees === 'pseudonyms')
    conditions.push(sql`strpos(lower(d.pseudonym), lower(${search})) > 0`)
  else if (search !== undefined)
    conditions.push(sql`(strpos(lower(d.id), lower(${search})) > 0
      or exists (select from point p where p.device = d.id and strpos(p.pod, upper(${search})) > 0))`)
  return sql.join(conditions, sql` and `)
}

function selectDevices(order: keyof typeof places): RawBuilder<unknown> {
  return sql`
    select d.*, ${places[order]} as place, coalesce(s.days, 0)::int as days, coalesce(s.void_days, 0)::int as void_days,
      coalesce(s.sent, 0)::int as sent, coalesce(s.received, 0)::int as received,
      exists (select from integration_test t where t.outcome = 'passed' and t.maker = d.maker and t.model = d.model
        and t.hardware = d.hardware and t.firmware = coalesce(d.told_firmware, d.firmware)) as tested,
      (select coalesce(jsonb_agg(jsonb_build_object('meter', p.meter, 'pod', p.pod, 'endDevice', p.end_device,
        'province', p.province) order by p.meter), '[]') from point p where p.device = d.id) as points
    from device d left join (${successByDevice}) s on s.device = d.id`
}

const successByDevice = sql`
  select device, count(distinct day) filter (where void is null) as days, count(distinct day) filter (where void is not null) as void_days,
    sum(k.sent) filter (where void is null and k.sent is not null and k.received is not null) as sent,
    sum(k.received) filter (where void is null and k.sent is not null and k.received is not null) as received
  from matched_day m cross join lateral (values (sent_inst_power, received_inst_power), (sent_alerts, received_alerts),
    (sent_load_curve, received_load_curve), (sent_prod_avg, received_prod_avg), (sent_prod_inst, received_prod_inst)) k (sent, received)
  group by device`

function shown(row: DeviceRow, { sees }: Reach): Device {
  const isNamed = sees !== 'pseudonyms'
  return {
    id: isNamed ? row.id : row.pseudonym,
    participant: isNamed ? row.participant : null,
    maker: row.maker,
    model: row.model,
    hardware: row.hardware,
    firmware: row.firmware,
    tested: row.tested,
    toldFirmware: row.told_firmware,
    smitpAddress: isNamed ? row.smitp_address : null,
    systemTitle: isNamed ? row.system_title : null,
    survey: row.survey,
    starts: row.starts,
    ends: row.ends,
    lastUploadAt: row.last_upload_at?.toISOString() ?? null,
    points: isNamed ? row.points : row.points.map(point => ({ ...point, pod: null, endDevice: null })),
    days: row.days,
    voidDays: row.void_days,
    sent: row.sent,
    received: row.received,
    rate: row.sent === 0 ? null : row.received / row.sent,
  }
}
