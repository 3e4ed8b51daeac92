import { isUnavailable } from '@ferraris/service'

interface GatheredOptions<T> {
  /** Names that wait at the same time; of more, those that came first are kept. */
  readonly most: number
  /** One of what is known under a name and what came after it. */
  readonly merged: (known: T, later: T) => T
  readonly store: (all: readonly T[]) => Promise<void>
}

/** Gathers by name what comes often, and stores it now and then: a storm is a row, and no transaction each. What is not stored adds to what comes. */
export class Gathered<T> {
  readonly #options: GatheredOptions<T>
  #waiting = new Map<string, T>()
  /** On their way into the store, and perhaps to come back from it. */
  #underWay = 0

  constructor(options: GatheredOptions<T>) {
    this.#options = options
  }

  add(name: string, one: T): void {
    const known = this.#waiting.get(name)
    if (known === undefined && this.#waiting.size + this.#underWay >= this.#options.most) return
    this.#waiting.set(name, known === undefined ? one : this.#options.merged(known, one))
  }

  /** Changes what waits under a name. */
  change(name: string, change: (one: T) => T): void {
    const known = this.#waiting.get(name)
    if (known !== undefined) this.#waiting.set(name, change(known))
  }

  /** Stores what has been gathered since the last time. Throws the store's error, and loses nothing by it. */
  async keep(): Promise<void> {
    const gathered = this.#waiting
    if (gathered.size === 0) return
    this.#waiting = new Map()
    this.#underWay += gathered.size
    try {
      await this.#options.store([...gathered.values()])
    } catch (error) {
      for (const [name, one] of gathered) {
        const later = this.#waiting.get(name)
        this.#waiting.set(name, later === undefined ? one : this.#options.merged(one, later))
      }
      throw error
    } finally {
      this.#underWay -= gathered.size
    }
  }
}

/** While the store is away things are gathered on; that is no news. */
export function unlessUnavailable(error: unknown): void {
  if (!isUnavailable(error)) throw error
}
