import { counterNames, fromWord, toWord } from '@ferraris/chain2'
import { countsOf, type DayCounters } from './day-counters.ts'

/** The day that raw registers of two octets tell, in the order of `counterNames`; null for one that does not exist. */
export function dayOfRegisters(day: string, words: readonly (number | null)[]): DayCounters {
  const registers = words.map(word => (word === null ? null : fromWord(word)))
  return {
    day,
    counts: countsOf(kind => registers[counterNames.indexOf(kind)]?.count ?? null),
    powerLoss: registers.some(register => register?.powerLoss),
  }
}

/** The raw registers of a day. */
export function registersOf({ counts, powerLoss }: DayCounters): (number | null)[] {
  return counterNames.map(kind => {
    const count = counts[kind]
    return count === null ? null : toWord({ count, powerLoss })
  })
}
