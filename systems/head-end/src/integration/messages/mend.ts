import { Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { IntegrationProblem } from '../integration-problem.ts'
import { messageById } from './queries.ts'
import type { IntegrationMessageDetail } from './schemas.ts'

export interface MendingParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  readonly integration: {
    /** Looks for messages to send, as soon as what was changed is committed. */
    wake(): Promise<void>
    /** Throws IntegrationProblem where the text is no message. */
    check(xml: string): void
  }
}

/** A message with its text. Throws Problem. */
export async function knownMessage(
  { db }: Pick<MendingParts, 'db'>,
  id: number,
): Promise<IntegrationMessageDetail> {
  const message = await messageById(db, id)
  if (message === undefined) throw new Problem('not-found', `there is no message ${id}`)
  return message
}

/** A message out that is not under way. Throws Problem. */
async function lockOut({ db }: MendingParts, id: number) {
  const row = await db
    .selectFrom('integration_message')
    .select(['direction', 'state', 'lease_until'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) throw new Problem('not-found', `there is no message ${id}`)
  if (row.direction === 'in') throw new IntegrationProblem('message-not-out', `message ${id} came in`)
  return row
}

/** Sends a message out again that is over: dead, discarded, or lost by the other end. Throws Problem. */
export async function resend(parts: MendingParts, id: number): Promise<IntegrationMessageDetail> {
  const { state } = await lockOut(parts, id)
  if (state === 'waiting') throw new IntegrationProblem('message-open', `message ${id} waits already`)
  await makeDue(parts, id)
  return await knownMessage(parts, id)
}

/** Changes what a message out says, and sends it. Throws Problem. */
export async function mend(
  parts: MendingParts,
  id: number,
  xml: string,
  by: string,
): Promise<IntegrationMessageDetail> {
  parts.integration.check(xml)
  await lockOut(parts, id)
  await parts.db.updateTable('integration_message').set({ xml, mended_by: by }).where('id', '=', id).execute()
  await makeDue(parts, id)
  return await knownMessage(parts, id)
}

async function makeDue({ db, now, integration }: MendingParts, id: number): Promise<void> {
  await db
    .updateTable('integration_message')
    .set({
      state: 'waiting',
      attempts: 0,
      next_attempt_at: new Date(now()),
      lease_owner: null,
      lease_until: null,
      code: null,
      detail: null,
      ended_at: null,
    })
    .where('id', '=', id)
    .execute()
  await integration.wake()
}

/** Gives up a message out; it stays in the list. Throws Problem. */
export async function discard(parts: MendingParts, id: number): Promise<IntegrationMessageDetail> {
  const { state } = await lockOut(parts, id)
  if (state === 'delivered') throw new Problem('already-over', `message ${id} is delivered`)
  await parts.db
    .updateTable('integration_message')
    .set({ state: 'discarded', lease_owner: null, lease_until: null, ended_at: new Date(parts.now()) })
    .where('id', '=', id)
    .execute()
  await parts.integration.wake()
  return await knownMessage(parts, id)
}
