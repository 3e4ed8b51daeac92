import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** Meters that go on sending to a device of which they were to forget the keys: they were called in vain. */
export async function devicesNotRevoked(db: Kysely<Tables>): Promise<Found[]> {
  const { rows } = await sql<{ count: number; since: Date | null; serial: string | null }>`
    select count(*) as count, min(c.changed_at) as since, min(d.serial) as serial
    from customer_association c join end_device d on d.id = c.end_device_id
    where c.is_revoked and c.applied < c.version and c.detail is not null`.execute(db)
  return rows.flatMap(({ count, since, serial }) =>
    since === null
      ? []
      : {
          kind: 'devices-not-revoked',
          severity: 'major',
          concentrator: null,
          endDevice: serial,
          count,
          since,
        },
  )
}
