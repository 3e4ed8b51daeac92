import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { orphanedAfter } from './service.ts'

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

/** Concentrators with waiting jobs, and those that hear meters without a serving concentrator. */
export async function waitingConcentrators(
  db: Kysely<Tables>,
  now: number,
): Promise<{ withJobs: string[]; withOrphans: string[] }> {
  const at = new Date(now)
  const jobs = await sql<{ id: string }>`
    select distinct c.id from concentrator c join end_device_control j on j.concentrator = c.id
    where c.state = 'online' and j.released and not j.settled and j.state in ('queued', 'sent') and j.expires_at > ${at}`.execute(
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
