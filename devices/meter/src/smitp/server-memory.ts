import { fromHex, toHex } from '@ferraris/bytes'
import type { Ecc } from '@ferraris/smitp/mac'
import { createSmitpServer, type ServerMemory } from '@ferraris/smitp/session'
import type { NonVolatile } from '../store/memory/non-volatile.ts'

const key = 'smitp'

/** Numbers for each second, more than can be used up. */
const perSecond = 2n ** 20n

type Kept = {
  readonly lmon: string
  readonly last?: { readonly ecc: Ecc; readonly request: string; readonly answer: string }
}

/**
 * The server's memory as it was kept. A meter that has none, because it is new or has lost it, begins with a counter
 * made of its time: no request that was ever recorded on the line is taken again.
 */
export function recall(memory: NonVolatile, now: number): ServerMemory {
  const kept = memory.get<Kept>(key)
  if (kept === undefined) return createSmitpServer(BigInt(now) * perSecond)
  const { lmon, last } = kept
  return {
    lmon: BigInt(lmon),
    last: last && { ecc: last.ecc, request: fromHex(last.request), answer: fromHex(last.answer) },
  }
}

export function keep(memory: NonVolatile, { lmon, last }: ServerMemory): void {
  memory.set(key, {
    lmon: String(lmon),
    ...(last && { last: { ecc: last.ecc, request: toHex(last.request), answer: toHex(last.answer) } }),
  })
}
