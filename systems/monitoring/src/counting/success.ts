import { type CounterName, counterNames } from '@ferraris/chain2'
import type { MatchedDay } from './match.ts'

/** Messages that were sent, and those of them that arrived. */
export interface Success {
  readonly sent: number
  readonly received: number
}

/** Success of each kind, and of all together; void days are out. */
export type SuccessByKind = Readonly<Record<CounterName | 'all', Success>>

const none: Success = { sent: 0, received: 0 }

/** Counts what was sent and received on the days that count. A kind counts where both sides count it. */
export function successOf(days: Iterable<MatchedDay>): SuccessByKind {
  const sums = Object.fromEntries(counterNames.map(kind => [kind, none])) as Record<CounterName, Success>
  for (const { sent, received, void: reason } of days) {
    if (reason !== null || sent === null || received === null) continue
    for (const kind of counterNames) {
      const [out, into] = [sent.counts[kind], received.counts[kind]]
      if (out !== null && into !== null) sums[kind] = add(sums[kind], { sent: out, received: into })
    }
  }
  return { ...sums, all: Object.values(sums).reduce(add, none) }
}

/** Received ÷ sent; null where nothing was sent. */
export function rateOf({ sent, received }: Success): number | null {
  return sent === 0 ? null : received / sent
}

function add(a: Success, b: Success): Success {
  return { sent: a.sent + b.sent, received: a.received + b.received }
}

/** The value below which `share` of the values lie, by nearest rank; null of none. */
export function quantile(values: readonly number[], share: number): number | null {
  const inOrder = [...values].sort((a, b) => a - b)
  return inOrder[Math.max(0, Math.ceil(share * inOrder.length) - 1)] ?? null
}
