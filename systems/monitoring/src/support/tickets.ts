import type { QueryContext } from '@ferraris/service'
import { Problem } from '@ferraris/service'
import { type Kysely, sql } from 'kysely'
import type { Static } from 'typebox'
import { tell } from '../participants/notices.ts'
import type { Tables } from '../tables.ts'
import type { newTicket, Ticket } from './schemas.ts'

const mostTickets = 200

/** Questions, those that wait for an answer first: all, those of one participant, or one. */
export async function listTickets(
  db: Kysely<Tables>,
  { participant, id }: { readonly participant: string | null; readonly id?: number },
): Promise<Ticket[]> {
  const rows = await db
    .selectFrom('support_ticket as t')
    .selectAll()
    .select(
      sql<
        Ticket['messages']
      >`(select coalesce(jsonb_agg(jsonb_build_object('at', to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'author', m.author, 'text', m.text) order by m.ordinal), '[]') from support_message m where m.ticket = t.id)`.as(
        'messages',
      ),
    )
    .$if(participant !== null, query => query.where('participant', '=', participant))
    .$if(id !== undefined, query => query.where('id', '=', id as number))
    .orderBy(sql`state = 'open'`, 'desc')
    .orderBy('changed_at', 'desc')
    .limit(mostTickets)
    .execute()
  return rows.map(row => ({
    id: row.id,
    participant: row.participant,
    device: row.device,
    subject: row.subject,
    state: row.state,
    openedAt: row.opened_at.toISOString(),
    messages: row.messages,
  }))
}

/** Throws Problem `not-found`, also for one of another participant. */
export async function showTicket(
  db: Kysely<Tables>,
  participant: string | null,
  id: number,
): Promise<Ticket> {
  const [found] = await listTickets(db, { participant, id })
  if (found === undefined) throw new Problem('not-found', `there is no question ${id}`)
  return found
}

export async function openTicket(
  { db, now }: QueryContext<Tables>,
  { participant, device, subject, text }: Static<typeof newTicket>,
  author: string,
): Promise<Ticket> {
  const at = new Date(now())
  const { id } = await db
    .insertInto('support_ticket')
    .values({ participant, device: device ?? null, subject, state: 'open', opened_at: at, changed_at: at })
    .returning('id')
    .executeTakeFirstOrThrow()
  await db.insertInto('support_message').values({ ticket: id, ordinal: 0, at, author, text }).execute()
  return showTicket(db, null, id)
}

/** Adds to a question. What the desk writes answers it, and its participant is told; what the participant writes opens it again. */
export async function writeMessage(
  { db, now }: QueryContext<Tables>,
  ticket: Ticket,
  { author, text, isDesk }: { readonly author: string; readonly text: string; readonly isDesk: boolean },
): Promise<Ticket> {
  const at = new Date(now())
  await db.selectFrom('support_ticket').select('id').where('id', '=', ticket.id).forUpdate().execute()
  const { ordinal } = await db
    .selectFrom('support_message')
    .select(sql<number>`count(*)::int`.as('ordinal'))
    .where('ticket', '=', ticket.id)
    .executeTakeFirstOrThrow()
  await db.insertInto('support_message').values({ ticket: ticket.id, ordinal, at, author, text }).execute()
  await changeTicket({ db, now }, ticket.id, isDesk ? 'answered' : 'open')
  if (isDesk)
    await tell(db, now(), ticket.participant, 'answer', {
      ticket: String(ticket.id),
      subject: ticket.subject,
    })
  return showTicket(db, null, ticket.id)
}

export async function changeTicket(
  { db, now }: QueryContext<Tables>,
  id: number,
  state: Ticket['state'],
): Promise<void> {
  await db
    .updateTable('support_ticket')
    .set({ state, changed_at: new Date(now()) })
    .where('id', '=', id)
    .execute()
}
