import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'

/** The meter of an order. */
export interface OfMeter {
  readonly endDeviceId: number
  /** The order itself: when it is asked for again, what has become of it meanwhile does not count. */
  readonly control: string
  readonly now: number
}

/**
 * SHA-256 of the image that a meter ran before the present one, by the orders that came to their end. What was brought and not
 * activated was never run, nor was what the meter is to activate later; a version that it has from elsewhere is not known here.
 */
export async function previousImage(
  db: Kysely<Tables>,
  { endDeviceId, control, now }: OfMeter,
): Promise<string | undefined> {
  const { rows } = await sql<{ sha256: string }>`
    with ended as (
      select parameters->>'sha256' as sha256, ordinal,
        coalesce((parameters->>'at')::timestamptz, confirmed_at, changed_at) as since
      from end_device_control
      where end_device_id = ${endDeviceId} and kind = 'firmware' and state in ('done', 'verified')
        and coalesce((parameters->>'activate')::boolean, true)
        and ordinal < coalesce((select ordinal::float8 from end_device_control where id = ${control}), 'infinity')
    ), ran as (
      select sha256, row_number() over (order by since desc, ordinal desc) as place
      from ended where since <= ${new Date(now)}
    )
    select sha256 from ran where sha256 <> (select sha256 from ran where place = 1) order by place limit 1`.execute(
    db,
  )
  return rows[0]?.sha256
}
