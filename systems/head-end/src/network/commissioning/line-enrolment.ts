import { defined } from '@ferraris/bytes'
import type { PoolClient } from 'pg'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { parseLineUri, servedBy } from './line-uri.ts'
import { assign } from './service.ts'

/** SMITP keys, 32 hex digits each: write key and read key; and how the meter uses them, `hardened` without it. */
export interface LineKeys {
  readonly k1: string
  readonly k2: string
  readonly mode?: 'hardened' | 'faithful' | undefined
}

/** A meter on the power line as the inventory takes it: its address is in the URI, its two SMITP keys beside it. */
interface LineEnrolment {
  readonly endDeviceId: number
  readonly serial: string
  readonly uri: string
  readonly lineKeys?: LineKeys | undefined
}

/**
 * Keeps address and keys (wrapped) of meters on power lines, within the transaction that enrols them. Keys that are not
 * given again stay; a meter that was heard before takes its place in the inventory. A URI that names a concentrator gives
 * it the meter, if it is one of ours and no other serves it; from then on the URI names the serving concentrator.
 */
export async function enrolLineMeters(
  client: PoolClient,
  ring: KeyRing,
  meters: readonly LineEnrolment[],
  now: number,
): Promise<void> {
  if (meters.length === 0) return
  const wrap = (hex: string | undefined) => (hex === undefined ? null : ring.wrap(Buffer.from(hex, 'hex')))
  const acas = meters.map(({ uri }) => parseLineUri(uri).aca)
  const ids = meters.map(({ endDeviceId }) => endDeviceId)
  // A device that was moved to another address leaves the old one, history included.
  await client.query(
    `delete from line_meter m using unnest($1::bigint[], $2::text[]) as given (id, aca)
     where m.end_device_id = given.id and m.aca <> given.aca`,
    [ids, acas],
  )
  await client.query(
    `insert into line_meter as m (aca, end_device_id, serial, wrapped_k1, wrapped_k2, mode)
     select aca, id, serial, k1, k2, coalesce(mode, 'hardened')
     from unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[], $5::bytea[], $6::text[])
       as given (aca, id, serial, k1, k2, mode)
     order by aca
     on conflict (aca) do update
     set end_device_id = excluded.end_device_id, serial = excluded.serial,
         wrapped_k1 = coalesce(excluded.wrapped_k1, m.wrapped_k1),
         wrapped_k2 = coalesce(excluded.wrapped_k2, m.wrapped_k2),
         mode = case when excluded.wrapped_k1 is null then m.mode else excluded.mode end,
         state = case when m.state = 'refused' then 'new' else m.state end`,
    [
      acas,
      ids,
      meters.map(({ serial }) => serial),
      meters.map(({ lineKeys }) => wrap(lineKeys?.k1)),
      meters.map(({ lineKeys }) => wrap(lineKeys?.k2)),
      meters.map(({ lineKeys }) => lineKeys?.mode ?? null),
    ],
  )
  const { rows } = await client.query<{ aca: string; concentrator: string | null; id: number }>(
    'select aca, concentrator, end_device_id as id from line_meter where aca = any($1::text[]) order by aca',
    [acas],
  )
  const known = await client.query<{ id: string }>('select id from concentrator')
  const concentrators = new Set(known.rows.map(({ id }) => id))
  const uris = new Map(meters.map(({ endDeviceId, uri }) => [endDeviceId, uri]))
  for (const { aca, concentrator, id } of rows) {
    const uri = defined(uris.get(id), `URI of the meter ${aca}`)
    const named = parseLineUri(uri).concentrator
    if (concentrator !== null) {
      await client.query('update end_device set uri = $2 where id = $1', [id, servedBy(uri, concentrator)])
    } else if (named !== undefined && concentrators.has(named)) {
      await assign(client, aca, named, now)
    }
  }
}
