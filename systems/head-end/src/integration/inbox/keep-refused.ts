import { createHash } from 'node:crypto'
import { CimError, type DecodedMessage } from '@ferraris/cim'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { errorOf } from './answers.ts'
import type { Refusal } from './handling.ts'
import type { Arrival } from './keep.ts'
import { textWithoutPassword } from './reading-in.ts'

/** Keeps what cannot be read, too: an operator sees what the other system sends. */
export async function keepRefused(
  db: Kysely<Tables>,
  arrival: Arrival,
  message: DecodedMessage | undefined,
  error: CimError | Refusal,
  now: number,
): Promise<void> {
  const header =
    message?.kind === 'fault'
      ? undefined
      : (message?.Header ?? (error instanceof CimError ? error.header : undefined))
  const digest = createHash('sha256').update(arrival.octets).digest()
  await db
    .insertInto('integration_message')
    .values({
      direction: 'in',
      destination: arrival.destination,
      door: arrival.door,
      source: header?.Source ?? arrival.sender,
      // Its own identifier stays free for the message that is meant.
      message_id: `unread:${digest.toString('hex')}`,
      correlation_id: header?.CorrelationID ?? header?.MessageID ?? null,
      root: '',
      verb: header?.Verb ?? '',
      noun: header?.Noun ?? '',
      state: 'refused',
      xml: textIn(arrival.octets),
      digest,
      sender: arrival.sender,
      role: arrival.role,
      code: error.code,
      detail: errorOf(error).details ?? error.detail,
      next_attempt_at: new Date(now),
      created_at: new Date(now),
      ended_at: new Date(now),
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** Octets in an encoding that is none have no text. */
function textIn(octets: Uint8Array): string {
  try {
    return textWithoutPassword(octets)
  } catch {
    return ''
  }
}
