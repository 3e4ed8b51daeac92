import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { Destination } from './schemas.ts'

function rows(db: Kysely<Tables>) {
  return db
    .selectFrom('integration_destination as d')
    .selectAll('d')
    .select(
      sql<number>`(select count(*) from integration_message m
      where m.destination = d.name and m.state = 'waiting')`.as('waiting'),
    )
    .select(
      sql<number>`(select count(*) from integration_message m
      where m.destination = d.name and m.state = 'dead')`.as('dead'),
    )
    .select(
      sql<Date | null>`(select min(m.created_at) from integration_message m
      where m.destination = d.name and m.state = 'waiting')`.as('oldest'),
    )
    .orderBy('d.name')
}

function destinationOf(row: Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]): Destination {
  const { kind, url, address, requests, form, nouns, role, enabled, username } = row
  return {
    name: row.name,
    kind,
    url,
    address,
    requests,
    form,
    nouns,
    role,
    enabled,
    username,
    wsSecurity: row.ws_security,
    hasPassword: row.has_password,
    hasCertificate: row.has_certificate,
    state: !enabled ? 'disabled' : row.away_since === null ? 'ready' : 'away',
    awaySince: row.away_since?.toISOString() ?? null,
    detail: row.away_detail ?? row.door_detail,
    requestsState: requests === null ? null : (row.door_state ?? 'down'),
    nextAttemptAt: row.away_since === null ? null : (row.next_attempt_at?.toISOString() ?? null),
    waiting: row.waiting,
    dead: row.dead,
    oldestWaitingAt: row.oldest?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  }
}

/** All destinations, by name. */
export async function listDestinations(db: Kysely<Tables>): Promise<Destination[]> {
  return (await rows(db).execute()).map(destinationOf)
}

export async function destinationByName(db: Kysely<Tables>, name: string): Promise<Destination | undefined> {
  const row = await rows(db).where('d.name', '=', name).executeTakeFirst()
  return row && destinationOf(row)
}
