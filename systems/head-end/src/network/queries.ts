import { zone } from '@ferraris/cosem'
import { type Kysely, sql } from 'kysely'
import { decodeCursor, type Page, pageOf } from '../database/page.ts'
import type { Tables } from '../database/tables.ts'
import { orphanedAfter } from './commissioning/service.ts'
import type { ConcentratorState, Heartbeat } from './tables.ts'

/** Other concentrators that serve meters which this one hears, and which those are. */
export async function peersOf(
  db: Kysely<Tables>,
  concentrator: string,
  now: number,
): Promise<{ concentrator: string; acas: string[]; dead?: true }[]> {
  const { rows } = await sql<{ concentrator: string; acas: string[]; dead: boolean }>`
    select c.id as concentrator, array_agg(m.aca order by m.aca) as acas,
      c.state in ('lost', 'closed') and c.state_since <= ${new Date(now - orphanedAfter)} as dead
    from line_neighbour n
    join line_meter m on m.aca = n.aca
    join concentrator c on c.id = coalesce(m.loan_from, m.concentrator)
    where n.concentrator = ${concentrator} and n.valid_to is null and c.id <> ${concentrator}
    group by c.id order by count(*) desc, c.id limit 64`.execute(db)
  return rows.map(({ dead, ...peer }) => ({ ...peer, ...(dead && { dead }) }))
}

/** Meters that a concentrator serves and does not say it has. */
export async function unadopted(db: Kysely<Tables>, concentrator: string): Promise<string[]> {
  const { rows } = await sql<{ aca: string }>`
    select m.aca from line_meter m
    where m.concentrator = ${concentrator} and m.state = 'accepted' and not exists (
      select from line_neighbour n where n.concentrator = ${concentrator} and n.aca = m.aca and n.valid_to is null
        and n.state in ('adopted', 'silent'))
    order by m.aca`.execute(db)
  return rows.map(({ aca }) => aca)
}

/** Concentrators for which jobs wait, and those that hear meters which nobody serves any more. */
export async function waitingConcentrators(
  db: Kysely<Tables>,
  now: number,
): Promise<{ withJobs: string[]; withOrphans: string[] }> {
  const at = new Date(now)
  const jobs = await sql<{ id: string }>`
    select distinct c.id from concentrator c join end_device_control j on j.concentrator = c.id
    where c.state = 'online' and not j.settled and j.state in ('queued', 'sent') and j.expires_at > ${at}`.execute(
    db,
  )
  const orphans = await sql<{ id: string }>`
    select distinct c.id
    from concentrator o
    join line_meter m on m.concentrator = o.id
    join line_neighbour n on n.aca = m.aca and n.valid_to is null and n.state <> 'silent' and n.concentrator <> o.id
    join concentrator c on c.id = n.concentrator and c.state = 'online'
    where o.state in ('lost', 'closed') and o.state_since <= ${new Date(now - orphanedAfter)}`.execute(db)
  return { withJobs: jobs.rows.map(({ id }) => id), withOrphans: orphans.rows.map(({ id }) => id) }
}

/** Online concentrators that hear any of these meters. */
export async function hearers(db: Kysely<Tables>, acas: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('line_neighbour')
    .select('concentrator')
    .distinct()
    .where('valid_to', 'is', null)
    .where(sql<boolean>`aca = any(${acas}::text[])`)
    .execute()
  return rows.map(({ concentrator }) => concentrator)
}

export async function countConcentrators(db: Kysely<Tables>): Promise<number> {
  return (
    await db.selectFrom('concentrator').select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow()
  ).count
}

/** A concentrator as lists show it. */
export interface Concentrator {
  readonly id: string
  readonly substation: string
  readonly state: ConcentratorState
  readonly since: string
  readonly version: string | null
  readonly balanceMeter: string | null
  readonly automatic: boolean
  readonly lastHeard: string | null
  /** Meters it serves by our decision, and how many of them it says are silent. */
  readonly meters: { readonly served: number; readonly silent: number }
  readonly heartbeat: (Omit<Heartbeat, 'at'> & { readonly at: string }) | null
}

/** Concentrators by name. Throws CursorError. */
export async function listConcentrators(
  db: Kysely<Tables>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<Concentrator>> {
  let page = concentratorQuery(db)
    .orderBy('c.id')
    .limit(limit + 1)
  if (cursor !== undefined) page = page.where('c.id', '>', String(decodeCursor(cursor, ['string'])[0]))
  return pageOf(await page.execute(), limit, await countConcentrators(db), row => [row.id], concentratorOf)
}

export async function concentratorById(db: Kysely<Tables>, id: string): Promise<Concentrator | undefined> {
  const row = await concentratorQuery(db).where('c.id', '=', id).executeTakeFirst()
  return row && concentratorOf(row)
}

function concentratorQuery(db: Kysely<Tables>) {
  return db
    .selectFrom('concentrator as c')
    .leftJoin('line_meter as b', 'b.aca', 'c.balance_aca')
    .leftJoin('end_device as d', 'd.id', 'b.end_device_id')
    .selectAll('c')
    .select([
      'd.serial as balance_serial',
      sql<number>`(select count(*) from line_meter m where m.concentrator = c.id)`.as('served'),
      sql<number>`(select count(*) from line_meter m join line_neighbour n
        on n.aca = m.aca and n.concentrator = c.id and n.valid_to is null and n.state = 'silent'
        where m.concentrator = c.id)`.as('silent'),
    ])
}

function concentratorOf(
  row: Awaited<ReturnType<ReturnType<typeof concentratorQuery>['execute']>>[number],
): Concentrator {
  return {
    id: row.id,
    substation: row.substation,
    state: row.state,
    since: row.state_since.toISOString(),
    version: row.version,
    balanceMeter: row.balance_serial ?? row.balance_aca,
    automatic: row.automatic,
    lastHeard: row.last_heard?.toISOString() ?? null,
    meters: { served: row.served, silent: row.silent },
    heartbeat: row.heartbeat && { ...row.heartbeat, at: new Date(row.heartbeat.at).toISOString() },
  }
}

/** Share of active import that is stored of the meters a concentrator serves, by local day, oldest first. */
export async function sectionCompleteness(
  db: Kysely<Tables>,
  concentrator: string,
  days: readonly string[],
  timeZone: string,
): Promise<{ day: string; expected: number; received: number }[]> {
  const { rows } = await sql<{ day: string; meters: number; received: number }>`
    select given.day, count(m.aca) as meters, coalesce(sum(b.received * b.interval_seconds / 900), 0)::float8 as received
    from unnest(${days}::date[]) as given (day)
    left join line_meter m on m.concentrator = ${concentrator}
    left join reading_type t on t.obis = '1.0.1.8.0.255'
    left join interval_block b on b.end_device_id = m.end_device_id and b.reading_type_id = t.id and b.day = given.day
    group by given.day order by given.day`.execute(db)
  return rows.map(({ day, meters, received }) => ({
    day,
    expected: meters * zone(timeZone).quartersOfDay(day),
    received,
  }))
}

/** A meter on a power line, by its address or by its serial number. */
export async function lineMeterOf(
  db: Kysely<Tables>,
  by: { aca: string } | { serial: string },
): Promise<
  | {
      aca: string
      serial: string | null
      uri: string | null
      endDeviceId: number | null
      concentrator: string | null
    }
  | undefined
> {
  const rows = db
    .selectFrom('line_meter as m')
    .leftJoin('end_device as d', 'd.id', 'm.end_device_id')
    .select(['m.aca', 'd.uri', 'm.end_device_id as endDeviceId', 'm.concentrator'])
    .select(sql<string | null>`coalesce(d.serial, m.serial)`.as('serial'))
  return 'aca' in by
    ? await rows.where('m.aca', '=', by.aca).executeTakeFirst()
    : await rows.where('d.serial', '=', by.serial).executeTakeFirst()
}
