import type { Json, NonVolatile } from '../store/memory/non-volatile.ts'

/** What a meter has counted, by the name of the counter. */
export type Counters = Readonly<Record<string, number>>

const memoryKey = 'harms.forgotten'

/** What harms that the meter no longer remembers have left in its counters: those count on where they stood. */
export class Forgotten {
  readonly #memory: NonVolatile

  constructor(memory: NonVolatile) {
    this.#memory = memory
  }

  /** What they have added to a counter, or taken from it. */
  count(name: string): number {
    return this.#counters[name] ?? 0
  }

  /** Keeps what counters have lost as harms were forgotten. */
  keep(before: Counters, after: Counters): void {
    const changed = Object.entries(before).flatMap(([name, count]) => {
      const lost = count - (after[name] ?? 0)
      return lost === 0 ? [] : [[name, this.count(name) + lost] as const]
    })
    this.#memory.set(memoryKey, { ...this.#counters, ...Object.fromEntries(changed) } as Json)
  }

  get #counters(): Counters {
    return this.#memory.get<Counters & Json>(memoryKey) ?? {}
  }
}
