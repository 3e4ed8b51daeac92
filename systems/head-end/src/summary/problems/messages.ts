import { msPerMinute } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import { manyWaiting } from '../../integration/bounds.ts'
import type { Tables } from '../../tables.ts'
import type { Found } from './found.ts'

/** A system that is started again, or a network that falters, is back by then. */
const awayForMs = 5 * msPerMinute

/** Messages that their destinations have refused, or that were tried too often. */
export async function messagesDead(db: Kysely<Tables>): Promise<Found[]> {
  const { rows } = await sql<{ count: number; since: Date | null }>`
    select count(*) as count, min(ended_at) as since from integration_message where state = 'dead'`.execute(
    db,
  )
  return rows.flatMap(({ count, since }) =>
    since === null ? [] : [{ ...nowhere, kind: 'messages-dead', severity: 'major', count, since } as const],
  )
}

/** Destinations that messages wait for: away for a while, or with more messages than they take. */
export async function messagesWaiting(db: Kysely<Tables>, now: number): Promise<Found[]> {
  const { rows } = await sql<{ waiting: number; oldest: Date; away_since: Date | null }>`
    select count(*) as waiting, min(m.created_at) as oldest, d.away_since
    from integration_destination d join integration_message m on m.destination = d.name and m.state = 'waiting'
    where d.enabled group by d.name, d.away_since`.execute(db)
  return rows.flatMap(({ waiting, oldest, away_since: away }): Found[] => {
    if (away !== null && away.getTime() < now - awayForMs)
      return [{ ...nowhere, kind: 'destination-away', severity: 'major', count: waiting, since: away }]
    if (waiting < manyWaiting) return []
    return [{ ...nowhere, kind: 'messages-waiting', severity: 'minor', count: waiting, since: oldest }]
  })
}

const nowhere = { concentrator: null, endDevice: null }
