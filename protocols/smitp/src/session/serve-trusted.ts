import { DecodeError } from '@ferraris/bytes'
import { encodeMessage } from '../application/messages.ts'
import { nack, roomFor, serve } from './serve.ts'
import type { Right, TableStore } from './table-store.ts'

/**
 * Serves a request in clear of a sender whose right the connection has proven, TLS and a sign-in for example; the answer is in
 * clear, too. Never throws for what the peer sent.
 */
export function serveTrusted(
  tables: TableStore,
  lsdu: Uint8Array,
  right: Right,
  maxAnswer: number,
): Uint8Array {
  try {
    const answer = serve(tables, lsdu, right, roomFor(false, maxAnswer))
    return encodeMessage(typeof answer === 'string' ? nack(answer, lsdu[0] ?? 0) : answer)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const why = error.code === 'unexpected' ? 'message-unknown' : 'length-wrong'
    return encodeMessage(nack(why, lsdu[0] ?? 0))
  }
}
