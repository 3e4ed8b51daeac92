import { countsOf, type DayCounters, messageKinds } from './day-counters.ts'

/** The most significant bit of a register: its side was without supply that day. */
const powerLossBit = 0x8000
/** The most messages that a register can count; it stays there. */
export const mostCounted = 0x7fff

/** The day that raw registers of two octets tell, in the order of `messageKinds`; null for one that does not exist. */
export function dayOfRegisters(day: string, words: readonly (number | null)[]): DayCounters {
  const of = new Map(messageKinds.map((kind, at) => [kind, words[at] ?? null]))
  return {
    day,
    counts: countsOf(kind => {
      const word = of.get(kind) ?? null
      return word === null ? null : word & mostCounted
    }),
    powerLoss: words.some(word => word !== null && (word & powerLossBit) !== 0),
  }
}

/** The raw registers of a day. */
export function registersOf({ counts, powerLoss }: DayCounters): (number | null)[] {
  return messageKinds.map(kind => {
    const count = counts[kind]
    return count === null ? null : Math.min(count, mostCounted) | (powerLoss ? powerLossBit : 0)
  })
}
