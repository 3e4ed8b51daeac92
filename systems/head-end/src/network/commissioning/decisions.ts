import { decodeCursor, type Page, pageOf, transaction } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Pool } from 'pg'
import type { Tables } from '../../tables.ts'
import type { NewMeter } from './schemas.ts'
import { assign } from './service.ts'

/** Meters that wait for a decision, the latest heard first. Throws CursorError. */
export async function newMeters(
  db: Kysely<Tables>,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<NewMeter>> {
  const waiting = db
    .selectFrom('line_meter as m')
    .where('m.state', '=', 'new')
    .where('m.last_heard', 'is not', null)
  const { total } = await waiting.select(sql<number>`count(*)`.as('total')).executeTakeFirstOrThrow()
  let page = waiting
    .select([
      'm.aca',
      'm.serial',
      'm.first_heard',
      'm.last_heard',
      sql<boolean>`m.wrapped_k1 is not null and m.end_device_id is not null`.as('has_keys'),
      sql<NewMeter['heardBy']>`coalesce((
        select jsonb_agg(jsonb_build_object(
          'concentrator', n.concentrator, 'hops', cardinality(n.route), 'snr', n.snr, 'success', n.success)
          order by n.success desc nulls last, n.snr desc nulls last)
        from line_neighbour n where n.aca = m.aca and n.valid_to is null), '[]')`.as('heard_by'),
    ])
    .orderBy('m.last_heard', 'desc')
    .orderBy('m.aca')
    .limit(limit + 1)
  if (cursor !== undefined) {
    const [at, aca] = decodeCursor(cursor, ['string', 'string'])
    page = page.where(
      sql<boolean>`(m.last_heard < ${at}::timestamptz or (m.last_heard = ${at}::timestamptz and m.aca > ${aca}))`,
    )
  }
  return pageOf(
    await page.execute(),
    limit,
    total,
    row => [row.last_heard?.toISOString() ?? '', row.aca],
    row => ({
      aca: row.aca,
      serial: row.serial,
      hasKeys: row.has_keys,
      firstHeard: row.first_heard?.toISOString() ?? null,
      lastHeard: row.last_heard?.toISOString() ?? null,
      heardBy: row.heard_by,
    }),
  )
}

/** The concentrator that serves the meter now; `no-keys` when it is enrolled without keys; undefined when unknown. */
export async function acceptMeter(
  pool: Pool,
  aca: string,
  by: string,
  now: number,
): Promise<{ concentrator: string | null } | 'no-keys' | undefined> {
  return await transaction(pool, async client => {
    const { rows } = await client.query<{ ready: boolean; concentrator: string | null; best: string | null }>(
      `select m.wrapped_k1 is not null and m.end_device_id is not null as ready, m.concentrator,
         (select n.concentrator from line_neighbour n join concentrator c on c.id = n.concentrator
          where n.aca = m.aca and n.valid_to is null and n.state <> 'silent'
          order by c.state = 'online' desc, n.success desc nulls last, n.snr desc nulls last limit 1) as best
       from line_meter m where m.aca = $1 for update of m`,
      [aca],
    )
    const [meter] = rows
    if (meter === undefined) return undefined
    if (!meter.ready) return 'no-keys'
    await client.query(
      `update line_meter set state = 'accepted', decided_at = $2, decided_by = $3 where aca = $1`,
      [aca, new Date(now), by],
    )
    const concentrator = meter.concentrator ?? meter.best
    if (meter.concentrator === null && concentrator !== null) await assign(client, aca, concentrator, now)
    return { concentrator }
  })
}

/** Decides that a meter is not ours; gives the concentrator that has to release it, undefined when none knows it. */
export async function refuseMeter(
  pool: Pool,
  aca: string,
  by: string,
  now: number,
): Promise<{ concentrator: string | null } | undefined> {
  return await transaction(pool, async client => {
    const { rows } = await client.query<{ concentrator: string | null }>(
      'select concentrator from line_meter where aca = $1 for update',
      [aca],
    )
    const [meter] = rows
    if (meter === undefined) return undefined
    const at = new Date(now)
    await client.query(
      `update line_meter set state = 'refused', concentrator = null, decided_at = $2, decided_by = $3 where aca = $1`,
      [aca, at, by],
    )
    await client.query('update line_service set valid_to = $2 where aca = $1 and valid_to is null', [aca, at])
    return meter
  })
}
