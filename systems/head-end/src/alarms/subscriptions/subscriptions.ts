import { mayUse, Problem, type Role, roles } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { AlarmProblem } from '../alarm-problem.ts'
import type { DeskParts } from '../desk/actions.ts'
import { knownKind } from '../rules/rules.ts'
import { incidentKinds } from '../tables.ts'
import type { News, Subscription, SubscriptionSettings } from './schemas.ts'
import { isWanted } from './wanted.ts'

/** More would be told at once than anyone reads. */
const mostSubscriptions = 500

export async function listSubscriptions(db: Kysely<Tables>): Promise<Subscription[]> {
  const rows = await db.selectFrom('alarm_subscription').selectAll().orderBy('id').execute()
  return rows.map(({ created_by, created_at, ...row }) => ({
    ...row,
    createdBy: created_by,
    createdAt: created_at.toISOString(),
  }))
}

async function knownSubscription(db: Kysely<Tables>, id: number): Promise<Subscription> {
  const found = (await listSubscriptions(db)).find(one => one.id === id)
  if (found === undefined) throw new Problem('not-found', `there is no subscription ${id}`)
  return found
}

/** Throws Problem or AlarmProblem. */
export async function addSubscription(
  { db, now }: DeskParts,
  settings: SubscriptionSettings,
  by: string,
): Promise<Subscription> {
  const columns = await columnsOf(db, settings)
  const { count } = await db
    .selectFrom('alarm_subscription')
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow()
  if (count >= mostSubscriptions) throw unusable(`there are ${count} already`)
  const { id } = await db
    .insertInto('alarm_subscription')
    .values({ ...columns, created_by: by, created_at: new Date(now()) })
    .returning('id')
    .executeTakeFirstOrThrow()
  return await knownSubscription(db, id)
}

/** Throws Problem or AlarmProblem. */
export async function changeSubscription(
  { db }: DeskParts,
  id: number,
  settings: SubscriptionSettings,
): Promise<Subscription> {
  await knownSubscription(db, id)
  const columns = await columnsOf(db, settings)
  await db.updateTable('alarm_subscription').set(columns).where('id', '=', id).execute()
  return await knownSubscription(db, id)
}

/** Throws Problem. */
export async function removeSubscription({ db }: DeskParts, id: number): Promise<void> {
  await knownSubscription(db, id)
  await db.deleteFrom('alarm_subscription').where('id', '=', id).execute()
}

async function columnsOf(db: Kysely<Tables>, settings: SubscriptionSettings) {
  const { name, person = null, role = null, destination = null, substation = null } = settings
  const { addresses, severity, kinds, enabled } = settings
  if ([person, role, destination].filter(of => of !== null).length !== 1)
    throw unusable('give one of `person`, `role` and `destination`')
  for (const kind of kinds) if (!incidentKinds.some(known => known === kind)) knownKind(kind)
  if (destination !== null) {
    const found = await db
      .selectFrom('integration_destination')
      .select('kind')
      .where('name', '=', destination)
      .executeTakeFirst()
    if (found === undefined) throw unusable(`destination: there is no ${destination}`)
    if ((found.kind === 'smtp') !== addresses.length > 0)
      throw unusable('addresses: are given for a mail server, and for it alone')
  } else if (addresses.length > 0) throw unusable('addresses: are given for a mail server, and for it alone')
  return {
    name,
    person,
    role,
    destination,
    addresses: [...addresses],
    severity,
    kinds: [...kinds],
    substation,
    enabled,
  }
}

function unusable(detail: string): AlarmProblem {
  return new AlarmProblem('subscription-unusable', detail)
}

/** News for a person's console, the newest first: alarms and incidents that match a subscription of that person, or of a role that they have. */
export async function newsFor(
  db: Kysely<Tables>,
  { name, role }: { readonly name: string; readonly role: Role },
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<News[]> {
  const covered = roles.filter(least => mayUse(role, least))
  const { rows } = await sql<NewsRow>`
    select n.* from alarm_news n
    where n.id > ${after} and exists (
      select from alarm_subscription s
      where s.enabled and (s.person = ${name} or s.role = any(${covered}::text[])) and ${isWanted})
    order by n.id desc limit ${limit}`.execute(db)
  return rows.map(newsOf)
}

export interface NewsRow {
  readonly id: number
  readonly at: Date
  readonly incident_id: number | null
  readonly alarm_id: number | null
  readonly kind: string
  readonly what: string
  readonly severity: News['severity']
  readonly substation: string | null
  readonly feeder: string | null
  readonly end_device: string | null
  readonly affected: number
  readonly back: number
}

export function newsOf({ at, incident_id, alarm_id, end_device, ...row }: NewsRow): News {
  const { id, kind, what, severity, substation, feeder, affected, back } = row
  return {
    id,
    at: at.toISOString(),
    incident: incident_id,
    alarm: alarm_id,
    kind,
    what,
    severity,
    substation,
    feeder,
    endDevice: end_device,
    affected,
    back,
  }
}
