import type { Reply, ReplyError } from '../envelope/reply.ts'
import { type KnownCode, own, seen, sure } from './certainty.ts'

/**
 * Codes of replies, by our names of what happened. The standard's full list is licensed text: what has no code here goes out under our
 * own name, and a partner's table may say better.
 */
export const replyCodes: Readonly<Record<string, KnownCode>> = {
  ok: sure('0.0'),
  'more-follows': seen('0.1'),
  'unknown-device': seen('2.4'),
}

/** Codes of a partner, by our names; before the defaults. */
export type CodeTable = Readonly<Record<string, string>>

/** The code that a name goes out with. */
export function replyCode(name: string, partner: CodeTable = {}): KnownCode {
  const code = partner[name]
  return code === undefined ? (replyCodes[name] ?? own(name)) : sure(code)
}

/** All went well. */
export const fine: Reply = { Result: 'OK', Error: [{ code: '0.0' }] }

/** One thing that did not go well, and the object that it is about. */
export function failure(
  name: string,
  details: string,
  about?: { readonly name: string; readonly objectType: string },
  partner?: CodeTable,
): ReplyError {
  return {
    code: replyCode(name, partner).code,
    level: 'FATAL',
    details,
    ID: about === undefined ? undefined : { value: about.name, kind: 'name', objectType: about.objectType },
  }
}
