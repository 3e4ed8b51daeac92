/** What a visit is taken to last before one was measured, milliseconds. */
const firstGuessMs = 2000
/** Visits that the average looks back on. */
const memory = 16

/** Keeps work that recurs for many meters within a share of the line's time. */
export class Pace {
  readonly #share: number
  #averageMs = firstGuessMs

  constructor(share: number) {
    this.#share = share
  }

  /** A visit took so long. */
  note(milliseconds: number): void {
    this.#averageMs += (milliseconds - this.#averageMs) / memory
  }

  /** The time, milliseconds, over which so many visits take no more than the share. */
  roundOf(visits: number): number {
    return (visits * this.#averageMs) / this.#share
  }
}
