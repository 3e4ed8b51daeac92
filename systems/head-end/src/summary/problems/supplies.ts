import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** Meters whose supply switch was found otherwise than the last order left it. */
export async function suppliesDiffer(db: Kysely<Tables>): Promise<Found[]> {
  const { rows } = await sql<{ count: number; since: Date | null; serial: string | null }>`
    select count(*) as count, min(s.differs_since) as since, min(d.serial) as serial
    from supply_state s join end_device d on d.id = s.end_device_id
    where s.differs_since is not null`.execute(db)
  return rows.flatMap(({ count, since, serial }) =>
    since === null
      ? []
      : { kind: 'supplies-differ', severity: 'major', concentrator: null, endDevice: serial, count, since },
  )
}
