import type { DecodedMessage } from '@ferraris/cim'
import { msPerMinute } from '@ferraris/metering'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { failed, refusalOf } from './answers.ts'
import { readIn } from './reading-in.ts'

/** Work that went wrong on our side is tried so often; then its sender is told. */
const mostTries = 5

const internal = {
  code: 'internal',
  level: 'FATAL',
  details: 'the head-end could not do it; its log tells why',
} as const

/** Work that failed for a reason of ours is tried again, and refused in the end. */
export async function noteTrouble(db: Kysely<Tables>, id: number, now: number): Promise<void> {
  const row = await db
    .selectFrom('integration_message')
    .select(['attempts', 'xml'])
    .where('id', '=', id)
    .where('state', '=', 'received')
    .executeTakeFirst()
  if (row === undefined) return
  const attempts = row.attempts + 1
  await db
    .updateTable('integration_message')
    .set({
      attempts,
      next_attempt_at: new Date(now + msPerMinute),
      ...(attempts >= mostTries && {
        state: 'refused' as const,
        ended_at: new Date(now),
        code: internal.code,
        detail: internal.details,
        answer: refusalOf(messageIn(row.xml), failed(internal), now),
      }),
    })
    .where('id', '=', id)
    .execute()
}

function messageIn(xml: string): DecodedMessage | undefined {
  try {
    return readIn(new TextEncoder().encode(xml)).message
  } catch {
    return undefined
  }
}
