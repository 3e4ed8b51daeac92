import type { Header } from '@ferraris/cim'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { Refusal } from './handling.ts'

/**
 * Where answers that come later go: to the destination that ReplyAddress names, by name, URL or address, else back where the request
 * came from. Never to an address that is only in the message: a sender could make us call anything. Throws Refusal.
 */
export async function replyDestination(
  db: Kysely<Tables>,
  { AsyncReplyFlag: async, ReplyAddress: address, Source: source }: Header,
  came: { readonly destination: string | null; readonly sender: string | null },
): Promise<string | null> {
  if (address !== undefined) {
    const [named] = await db
      .selectFrom('integration_destination')
      .select('name')
      .where(eb => eb.or([eb('name', '=', address), eb('url', '=', address), eb('address', '=', address)]))
      .orderBy('name')
      .execute()
    if (named !== undefined) return named.name
    if (async)
      throw new Refusal('reply-address-unknown', `${address} is not known`, { path: 'Header.ReplyAddress' })
  }
  if (came.destination !== null) return came.destination
  if (!async) return null
  const [own] = await db
    .selectFrom('integration_destination')
    .select('name')
    .where('name', 'in', [source ?? '', came.sender ?? ''])
    .orderBy('name')
    .execute()
  if (own !== undefined) return own.name
  throw new Refusal('reply-address-unknown', 'AsyncReplyFlag is set, and there is no ReplyAddress', {
    path: 'Header.ReplyAddress',
  })
}
