import { invalidParameter, Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../../tables.ts'
import { namedMeters } from '../targets/classify.ts'
import type { Targets } from '../targets/schemas.ts'

/** Meters that an answer names at most. */
const mostNamed = 20

/** Saves the meters that `targets` names now as a group; none of them may be unknown. Throws Problem. */
export async function saveGroup(
  db: Kysely<Tables>,
  { name, targets, listed }: { name: string; targets: Targets; listed: readonly string[] },
  by: string,
  now: number,
): Promise<void> {
  const kept = await db
    .insertInto('end_device_group')
    .values({ name, created_at: new Date(now), created_by: by })
    .onConflict(conflict => conflict.doNothing())
    .returning('name')
    .executeTakeFirst()
  if (kept === undefined) throw new Problem('already-exists', `there is a group ${name}`)
  const { rows } = await sql<{ members: number; unknown: string[] | null }>`
    with named as (${await namedMeters(db, { targets, listed, now })}),
    kept as (
      insert into end_device_group_member (group_name, end_device_id)
      select ${name}, d.id from named join end_device d using (serial) returning 1)
    select (select count(*) from kept) as members, (select array_agg(serial) from (
      select serial from named where not exists (select from end_device d where d.serial = named.serial)
      order by serial limit ${mostNamed}) missing) as unknown`.execute(db)
  const [{ members, unknown }] = rows as [{ members: number; unknown: string[] | null }]
  if (unknown !== null) throw invalidParameter('targets', `the inventory does not have ${unknown.join(', ')}`)
  if (members === 0) throw invalidParameter('targets', 'name no meter')
}
