import { Problem } from '@ferraris/service'
import { mostTickets } from '@ferraris/uplink'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'

interface Recall {
  readonly by: string
  readonly now: number
}

/** A ticket of a concentrator opens nothing from now on. Again is the same. Throws Problem. */
export async function recallTicket(
  db: Kysely<Tables>,
  concentrator: string,
  id: string,
  { by, now }: Recall,
): Promise<void> {
  const ticket = await db
    .selectFrom('concentrator_ticket')
    .select(['not_after', 'recalled_at'])
    .where('concentrator', '=', concentrator)
    .where('id', '=', id)
    .executeTakeFirst()
  if (ticket === undefined) throw new Problem('not-found', `${concentrator} has no ticket ${id}`)
  if (ticket.recalled_at !== null) return
  if (ticket.not_after.getTime() < now)
    throw new Problem('already-over', `ticket ${id} was valid until ${ticket.not_after.toISOString()}`)
  await db
    .updateTable('concentrator_ticket')
    .set({ recalled_at: new Date(now), recalled_by: by })
    .where('id', '=', id)
    .execute()
}

/** All tickets of a field device open nothing from now on; gives the concentrators that they are for. */
export async function recallTicketsOf(
  db: Kysely<Tables>,
  fieldDevice: string,
  { by, now }: Recall,
): Promise<string[]> {
  const rows = await db
    .updateTable('concentrator_ticket')
    .set({ recalled_at: new Date(now), recalled_by: by })
    .where('field_device', '=', fieldDevice)
    .where('recalled_at', 'is', null)
    .where('not_after', '>=', new Date(now))
    .returning('concentrator')
    .execute()
  return [...new Set(rows.map(({ concentrator }) => concentrator))]
}

/** What a concentrator has to know: the tickets that are recalled and would be valid still, or once. */
export async function recalledTickets(
  db: Kysely<Tables>,
  concentrator: string,
  now: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('concentrator_ticket')
    .select('id')
    .where('concentrator', '=', concentrator)
    .where('recalled_at', 'is not', null)
    .where('not_after', '>=', new Date(now))
    .orderBy('recalled_at')
    .limit(mostTickets)
    .execute()
  return rows.map(({ id }) => id)
}
