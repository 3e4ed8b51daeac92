import { createHmac, timingSafeEqual } from 'node:crypto'
import { concat, toHex } from '@ferraris/bytes'
import type { Automation } from '../../automation/automation.ts'
import { addCredit, balanceAt } from './balance.ts'

/** Octets: kind, number, amount, and the begin of a MAC. */
const length = 17
const macOctets = 8
const credit = 1
const highest = 'token.highest'
const last = 'token.last'

/** The last token that was entered. */
type EnteredToken = {
  /** Hex. */
  readonly token: string
  readonly at: number
  readonly status:
    | 'execution-ok'
    | 'format-failure'
    | 'authentication-failure'
    | 'validation-failure'
    | 'execution-failure'
  readonly description: string
}

function mac(key: Uint8Array, serial: string, content: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(serial).update(content).digest().subarray(0, macOctets)
}

/**
 * A token that credits one meter: 01, its number (32 bits, above that of any token before), the amount (32 bits,
 * signed), and the first 8 octets of HMAC-SHA-256 under the meter's token key over its serial and these 9 octets.
 */
export function creditToken(key: Uint8Array, serial: string, number: number, amount: number): Uint8Array {
  const content = new Uint8Array(length - macOctets)
  const view = new DataView(content.buffer)
  view.setUint8(0, credit)
  view.setUint32(1, number)
  view.setInt32(5, amount)
  return concat(content, mac(key, serial, content))
}

/** Takes a token and keeps the result. A number counts once. */
export function enterToken(automation: Automation, token: Uint8Array, now: number): EnteredToken {
  const entered = automation.change(now, () => judge(automation, token, now))
  const kept = { token: toHex(token.subarray(0, length)), at: now, ...entered }
  automation.memory.set(last, kept)
  return kept
}

export function lastToken({ memory }: Automation): EnteredToken | undefined {
  return memory.get<EnteredToken>(last)
}

function judge(
  automation: Automation,
  token: Uint8Array,
  now: number,
): Pick<EnteredToken, 'status' | 'description'> {
  const { tokenKey, store, memory } = automation
  if (token.length !== length || token[0] !== credit) return { status: 'format-failure', description: '' }
  const content = token.subarray(0, length - macOctets)
  if (
    tokenKey === undefined ||
    !timingSafeEqual(mac(tokenKey, store.setup.serial, content), token.subarray(-macOctets))
  )
    return { status: 'authentication-failure', description: '' }
  const view = new DataView(content.buffer, content.byteOffset)
  const [number, amount] = [view.getUint32(1), view.getInt32(5)]
  const description = `credit ${amount}, token ${number}`
  if (number <= (memory.get<number>(highest) ?? -1) || balanceAt(automation, now).status !== 'active')
    return { status: 'validation-failure', description }
  memory.set(highest, number)
  return { status: addCredit(automation, 0, amount, now) ? 'execution-ok' : 'execution-failure', description }
}
