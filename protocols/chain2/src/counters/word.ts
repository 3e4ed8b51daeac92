/** A register of two octets: 15 bits count, the top bit says that the device was without supply on that day. */
export interface CounterWord {
  readonly count: number
  readonly powerLoss: boolean
}

/** The highest count; a register stays there rather than begin anew. */
export const highestCount = 0x7fff
const powerLossBit = 0x8000

export function toWord({ count, powerLoss }: CounterWord): number {
  return Math.min(count, highestCount) | (powerLoss ? powerLossBit : 0)
}

export function fromWord(word: number): CounterWord {
  return { count: word & highestCount, powerLoss: (word & powerLossBit) !== 0 }
}
