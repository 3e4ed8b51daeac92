import { type DecodedMessage, type Header, isNoun } from '@ferraris/cim'
import { msPerMinute } from '@ferraris/metering'
import type { Role } from '@ferraris/service'
import type { LinkKind } from '@ferraris/transport'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { Refusal } from './handling.ts'
import { digestOf } from './reading-in.ts'

/** A message at the door. */
export interface Arrival {
  readonly octets: Uint8Array
  readonly door: LinkKind
  /** The destination whose broker it came through. */
  readonly destination: string | null
  /** Name of the account or token that it came under. */
  readonly sender: string
  readonly role: Role
}

export interface Kept {
  readonly id: number
  readonly isNew: boolean
}

/** How far a mark against replays may be from our time. */
const replayWindowMs = 15 * msPerMinute

/**
 * Keeps a message with its text, once: the same again is known by sender, Source and MessageID. Throws Refusal where another one has its identifier,
 * or its mark against replays.
 */
export async function keepMessage(
  db: Kysely<Tables>,
  arrival: Arrival,
  message: Exclude<DecodedMessage, { kind: 'fault' }>,
  xml: string,
  now: number,
): Promise<Kept> {
  const { Header: header } = message
  const digest = digestOf(message)
  // Without an identifier, what it says is one: sent again, it is the same message.
  const messageId = header.MessageID ?? `sha256:${digest.toString('hex')}`
  const source = header.Source ?? arrival.sender
  const nonce = nonceOf(header, now)
  const row = await db
    .insertInto('integration_message')
    .values({
      direction: 'in',
      destination: arrival.destination,
      door: arrival.door,
      source,
      message_id: messageId,
      correlation_id: header.CorrelationID ?? header.MessageID ?? null,
      root: rootOf(message),
      verb: header.Verb,
      noun: header.Noun,
      result: message.kind === 'response' ? message.Reply.Result : null,
      state: 'received',
      xml,
      digest,
      sender: arrival.sender,
      role: arrival.role,
      reply_to: header.ReplyAddress ?? null,
      nonce,
      next_attempt_at: new Date(now),
      created_at: new Date(now),
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (row !== undefined) return { id: row.id, isNew: true }
  const known = await db
    .selectFrom('integration_message')
    .select(['id', sql<boolean>`digest = ${digest}`.as('same')])
    .where('direction', '=', 'in')
    .where('sender', '=', arrival.sender)
    .where('source', '=', source)
    .where('message_id', '=', messageId)
    .executeTakeFirst()
  if (known === undefined)
    throw new Refusal('replayed', 'the Nonce was used before', { path: 'Header.ReplayDetection' })
  if (!known.same)
    throw new Refusal('message-id-used', `${messageId} says something else`, { path: 'Header.MessageID' })
  return { id: known.id, isNew: false }
}

function nonceOf({ ReplayDetection: mark }: Header, now: number): string | null {
  if (mark === undefined) return null
  if (Math.abs(mark.Created - now) > replayWindowMs)
    throw new Refusal('replayed', 'Created is too far from the time of the head-end', {
      path: 'Header.ReplayDetection',
    })
  return mark.Nonce
}

function rootOf({ kind, form, Header: { Verb, Noun } }: Exclude<DecodedMessage, { kind: 'fault' }>): string {
  const generic = { request: 'RequestMessage', response: 'ResponseMessage', event: 'EventMessage' }[kind]
  if (form === 'generic' || !isNoun(Noun) || kind === 'response') return generic
  return `${Verb.slice(0, 1).toUpperCase()}${Verb.slice(1)}${Noun}`
}
