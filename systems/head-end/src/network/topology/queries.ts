import { msPerDay } from '@ferraris/metering'
import type { Neighbour } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { PoolClient } from 'pg'
import { isAway } from '../../inventory/device-state.ts'
import type { Tables } from '../../tables.ts'
import type { TopologyNode } from './schemas.ts'

/** Rows of history of one meter at one concentrator that begin within a day: a way that changes each quarter-hour has fewer. */
export const mostWaysADay = 100

/**
 * Takes in what a concentrator hears. A change of state, route or phase begins a new row, so that the old one stays as
 * history; figures of quality move with the row. False when a later inventory is here already.
 */
export async function storeInventory(
  client: PoolClient,
  concentrator: string,
  neighbours: readonly Neighbour[],
  at: number,
  now: number,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update concentrator set inventory_at = $2
     where id = $1 and (inventory_at is null or inventory_at < $2 or inventory_at > $3)`,
    [concentrator, new Date(at), new Date(now + msPerDay)],
  )
  if (rowCount === 0) return false
  const given = [
    concentrator,
    new Date(at),
    JSON.stringify(neighbours.map(neighbour => asRow(neighbour, now))),
  ]
  const { rows: ended } = await client.query<{ aca: string; valid_from: Date }>(
    `with ${givenRows}
    update line_neighbour n set valid_to = greatest($2, n.valid_from)
    where n.concentrator = $1 and n.valid_to is null
      and not exists (select from given g where g.aca = n.aca and ${sameRow})
    returning aca, valid_from`,
    given,
  )
  // The present row is right however often it changes; of those before it, a day keeps only so many.
  await client.query(
    `delete from line_neighbour n using unnest($2::text[], $3::timestamptz[]) as ended (aca, valid_from)
     where n.concentrator = $1 and n.aca = ended.aca and n.valid_from = ended.valid_from and (
       select count(*) from line_neighbour o
       where o.concentrator = $1 and o.aca = n.aca and o.valid_from > n.valid_from - interval '1 day'
     ) > ${mostWaysADay}`,
    [concentrator, ended.map(({ aca }) => aca), ended.map(({ valid_from }) => valid_from)],
  )
  await client.query(
    `with ${givenRows}
    update line_neighbour n
    set snr = g.snr, signal = g.signal, success = g.success, last_heard = g.last_heard
    from given g
    where n.concentrator = $1 and n.valid_to is null and n.aca = g.aca and $2::timestamptz is not null`,
    given,
  )
  await client.query(
    `with ${givenRows}
    insert into line_neighbour
      (concentrator, aca, valid_from, serial, state, route, phase, snr, signal, success, clash, first_heard,
       last_heard)
    select $1, g.aca, $2, g.serial, g.state, g.route, g.phase, g.snr, g.signal, g.success, g.clash,
      g.first_heard, g.last_heard
    from given g
    where not exists (select from line_neighbour n where n.concentrator = $1 and n.aca = g.aca and n.valid_to is null)
    on conflict (concentrator, aca, valid_from) do nothing`,
    given,
  )
  await client.query(
    `with ${givenRows}
    insert into line_meter as m (aca, serial, first_heard, last_heard)
    select aca, serial, first_heard, last_heard from given where $1::text is not null and $2::timestamptz is not null
    order by aca
    on conflict (aca) do update
    set serial = coalesce(m.serial, excluded.serial), last_heard = greatest(m.last_heard, excluded.last_heard),
        first_heard = coalesce(m.first_heard, excluded.first_heard)`,
    given,
  )
  return true
}

const givenRows = `
  given as (
    select distinct on (aca) * from jsonb_to_recordset($3::jsonb) as g (
      aca text, serial text, state text, route text[], phase text, snr real, signal real, success real, clash boolean,
      first_heard timestamptz, last_heard timestamptz
    ) order by aca
  )`

const sameRow = `(g.state, g.route, g.phase, g.clash) is not distinct from (n.state, n.route, n.phase, n.clash)
        and (g.serial is null or g.serial is not distinct from n.serial)`

function asRow({ firstHeard, lastHeard, clash = false, ...same }: Neighbour, now: number) {
  return {
    ...same,
    clash,
    first_heard: new Date(Math.min(firstHeard, now)).toISOString(),
    last_heard: new Date(Math.min(lastHeard, now)).toISOString(),
  }
}

/** What a concentrator hears now, or heard at an instant, by hops and address. */
export async function topologyAt(
  db: Kysely<Tables>,
  concentrator: string,
  at: number | undefined,
): Promise<TopologyNode[]> {
  let rows = db
    .selectFrom('line_neighbour as n')
    .leftJoin('line_meter as m', 'm.aca', 'n.aca')
    .leftJoin('end_device as d', 'd.id', 'm.end_device_id')
    .innerJoin('concentrator as k', 'k.id', 'n.concentrator')
    .selectAll('n')
    .select([sql<string | null>`coalesce(d.serial, n.serial)`.as('named'), isAway.as('away')])
    .where('n.concentrator', '=', concentrator)
    .orderBy(sql`cardinality(n.route)`)
    .orderBy('n.aca')
  if (at === undefined) rows = rows.where('n.valid_to', 'is', null)
  else {
    rows = rows
      .where('n.valid_from', '<=', new Date(at))
      .where(or => or.or([or('n.valid_to', 'is', null), or('n.valid_to', '>', new Date(at))]))
  }
  return (await rows.execute()).map(row => ({
    aca: row.aca,
    serial: row.named,
    state: row.away && at === undefined && isServed(row.state) ? 'unknown' : row.state,
    hops: row.route.length,
    route: row.route,
    phase: row.phase,
    snr: row.snr,
    signal: row.signal,
    success: row.success,
    clash: row.clash,
    firstHeard: row.first_heard.toISOString(),
    lastHeard: row.last_heard.toISOString(),
    since: row.valid_from.toISOString(),
  }))
}

function isServed(state: TopologyNode['state']): boolean {
  return state === 'adopted' || state === 'silent'
}

/** What a concentrator says of its meters' silence becomes the state of the end devices it serves; so does its end. */
export async function storeSilence(client: PoolClient, concentrator: string): Promise<void> {
  await client.query(
    `update collection c
     set state = 'silent', last_error = 'line: the concentrator gets no answer from the meter', last_error_at = n.valid_from
     from line_neighbour n join line_meter m on m.aca = n.aca and m.concentrator = n.concentrator
     where n.concentrator = $1 and n.valid_to is null and n.state = 'silent' and c.end_device_id = m.end_device_id
       and c.state <> 'silent' and (c.last_contact is null or c.last_contact < n.valid_from)`,
    [concentrator],
  )
  await client.query(
    `update collection c
     set state = 'reachable', last_error = null, failures = 0, last_contact = greatest(c.last_contact, n.last_heard)
     from line_neighbour n join line_meter m on m.aca = n.aca and m.concentrator = n.concentrator
     where n.concentrator = $1 and n.valid_to is null and n.state = 'adopted' and c.end_device_id = m.end_device_id
       and c.state = 'silent' and (c.last_error_at is null or c.last_error_at < n.last_heard)`,
    [concentrator],
  )
}
