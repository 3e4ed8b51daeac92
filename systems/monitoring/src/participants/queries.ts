import type { QueryContext } from '@ferraris/service'
import { Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Static } from 'typebox'
import { CampaignProblem } from '../campaign-problem.ts'
import type { Tables } from '../tables.ts'
import { tell } from './notices.ts'
import type { contractChange, Notice, newParticipant, Participant } from './schemas.ts'

type Database = Kysely<Tables>

/** Participants by name: all, or one. */
export async function listParticipants(db: Database, only: string | null): Promise<Participant[]> {
  const rows = await db
    .selectFrom('participant as p')
    .selectAll('p')
    .select(eb => [
      sql<string[]>`array(select principal from participant_member where participant = p.id order by 1)`.as(
        'members',
      ),
      eb
        .selectFrom('offer')
        .select(sql<number>`coalesce(sum(offered), 0)::int`.as('n'))
        .whereRef('participant', '=', 'p.id')
        .as('offered'),
      eb
        .selectFrom('offer')
        .select(sql<number>`sum(granted)::int`.as('n'))
        .whereRef('participant', '=', 'p.id')
        .as('granted'),
      eb
        .selectFrom('device')
        .select(sql<number>`count(*)::int`.as('n'))
        .whereRef('participant', '=', 'p.id')
        .as('devices'),
    ])
    .$if(only !== null, query => query.where('p.id', '=', only))
    .orderBy('p.name')
    .execute()
  return rows.map(row => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    contact: row.contact,
    contractState: row.contract_state,
    contractDate: row.contract_date,
    joinedAt: row.joined_at.toISOString(),
    members: row.members,
    offered: row.offered ?? 0,
    granted: row.granted,
    devices: row.devices ?? 0,
  }))
}

/** Throws Problem `not-found`. */
export async function showParticipant(db: Database, id: string): Promise<Participant> {
  const [found] = await listParticipants(db, id)
  if (found === undefined) throw new Problem('not-found', `there is no participant ${id}`)
  return found
}

/** Throws Problem `already-exists`. */
export async function addParticipant(
  { db, now }: QueryContext<Tables>,
  added: Static<typeof newParticipant>,
): Promise<void> {
  const inserted = await db
    .insertInto('participant')
    .values({ ...added, contract_state: 'requested', contract_date: null, joined_at: new Date(now()) })
    .onConflict(c => c.column('id').doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows !== 1n)
    throw new Problem('already-exists', `there is a participant ${added.id} already`)
}

/** Notes what became of a contract, and tells the participant. Throws Problem. */
export async function changeContract(
  { db, now }: QueryContext<Tables>,
  id: string,
  { state, date }: Static<typeof contractChange>,
): Promise<void> {
  await showParticipant(db, id)
  await db
    .updateTable('participant')
    .set({ contract_state: state, contract_date: date })
    .where('id', '=', id)
    .execute()
  await tell(db, now(), id, 'contract', { state, date })
}

/** Throws CampaignProblem `contract-missing`. */
export async function checkContract(db: Database, id: string): Promise<void> {
  const { contractState } = await showParticipant(db, id)
  if (contractState !== 'signed')
    throw new CampaignProblem('contract-missing', `the contract of ${id} is ${contractState}`)
}

/** Lets an account or token with the role vendor speak for a participant. Throws Problem. */
export async function addMember(db: Database, id: string, principal: string): Promise<void> {
  await showParticipant(db, id)
  const role =
    (await db.selectFrom('account').select('role').where('username', '=', principal).executeTakeFirst()) ??
    (await db.selectFrom('api_token').select('role').where('name', '=', principal).executeTakeFirst())
  if (role?.role !== 'vendor') {
    const what = role === undefined ? 'is no account and no token' : `has the role ${role.role}`
    throw new Problem('not-found', `${principal} ${what}; a member needs the role vendor`)
  }
  await db
    .insertInto('participant_member')
    .values({ principal, participant: id })
    .onConflict(c => c.column('principal').doUpdateSet({ participant: id }))
    .execute()
}

export async function removeMember(db: Database, id: string, principal: string): Promise<void> {
  const removed = await db
    .deleteFrom('participant_member')
    .where('principal', '=', principal)
    .where('participant', '=', id)
    .executeTakeFirst()
  if (removed.numDeletedRows === 0n) throw new Problem('not-found', `${principal} is no member of ${id}`)
}

/** Most notices shown. */
const mostNotices = 200

export async function listNotices(db: Database, participant: string | null): Promise<Notice[]> {
  const rows = await db
    .selectFrom('notice')
    .selectAll()
    .$if(participant !== null, query => query.where('participant', '=', participant))
    .orderBy('id', 'desc')
    .limit(mostNotices)
    .execute()
  return rows.map(
    ({ id, participant: its, at, subject, told, read_at, mailed_at, failure, given_up_at }) => ({
      id,
      participant: its,
      at: at.toISOString(),
      subject,
      told,
      readAt: read_at?.toISOString() ?? null,
      mailedAt: mailed_at?.toISOString() ?? null,
      // What the mail server says is for those who run the campaign.
      mailFailure: participant === null ? failure : null,
      mailGivenUpAt: given_up_at?.toISOString() ?? null,
    }),
  )
}

/** Throws Problem `not-found`. */
export async function readNotice(
  { db, now }: QueryContext<Tables>,
  participant: string,
  id: number,
): Promise<void> {
  const read = await db
    .updateTable('notice')
    .set(eb => ({ read_at: eb.fn.coalesce('read_at', eb.val(new Date(now()))) }))
    .where('id', '=', id)
    .where('participant', '=', participant)
    .executeTakeFirst()
  if (read.numUpdatedRows === 0n) throw new Problem('not-found', `there is no notice ${id}`)
}
