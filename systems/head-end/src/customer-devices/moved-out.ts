import type { AuditLog } from '@ferraris/service'
import { sql } from 'kysely'
import type { DeviceParts } from './registry.ts'

interface MoveParts extends Pick<DeviceParts, 'db' | 'now'> {
  readonly timeZone: string
  readonly audit: AuditLog
}

/**
 * Revokes what meters send to customers whose agreement is over: an association that was begun before the end of its last day is that of
 * the customer who has moved out, a later one that of the next. Gives the serial numbers of the meters, which are told as all others.
 */
export async function revokeMovedOut({ db, now, timeZone, audit }: MoveParts): Promise<string[]> {
  const time = new Date(now())
  const end = sql`((a.to_day + 1)::timestamp at time zone ${timeZone})`
  const { rows } = await sql<{ serial: string; customer: string }>`
    update customer_association c
    set is_revoked = true, version = c.version + 1, detail = null, attempted_at = null, changed_at = ${time}
    from end_device d, customer_agreement a
    where d.id = c.end_device_id and a.usage_point = d.usage_point
      and not c.is_revoked and ${end} <= ${time} and c.begun_at < ${end}
    returning d.serial, a.customer`.execute(db)
  for (const { serial, customer } of rows)
    await audit.appendOwn('customer-device.revoked', serial, { movedOut: customer })
  return rows.map(({ serial }) => serial)
}
