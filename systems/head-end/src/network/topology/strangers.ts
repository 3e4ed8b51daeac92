import type { Neighbour } from '@ferraris/uplink'
import type { PoolClient } from 'pg'

/** Meters that are neither enrolled nor decided on, and that one concentrator has named: no line has so many new ones. */
export const mostStrangers = 1000

/**
 * What of an inventory is taken in: every meter that is known, and new ones as long as the concentrator has not named too many.
 * Each stranger becomes rows that are kept for weeks.
 */
export async function boundStrangers(
  client: PoolClient,
  concentrator: string,
  neighbours: readonly Neighbour[],
): Promise<{ known: Neighbour[]; leftOut: number }> {
  const { rows } = await client.query<{ aca: string }>(
    'select aca from line_meter where aca = any($1::text[])',
    [neighbours.map(({ aca }) => aca)],
  )
  const known = new Set(rows.map(({ aca }) => aca))
  if (neighbours.every(({ aca }) => known.has(aca))) return { known: [...neighbours], leftOut: 0 }
  const { rows: counts } = await client.query<{ named: number }>(
    `select count(distinct n.aca) as named from line_neighbour n join line_meter m on m.aca = n.aca
     where n.concentrator = $1 and m.state = 'new' and m.end_device_id is null`,
    [concentrator],
  )
  let room = Math.max(0, ...counts.map(({ named }) => mostStrangers - named))
  const taken = neighbours.filter(({ aca }) => known.has(aca) || room-- > 0)
  return { known: taken, leftOut: neighbours.length - taken.length }
}
