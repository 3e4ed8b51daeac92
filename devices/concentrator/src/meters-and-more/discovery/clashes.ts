/**
 * Two devices with one address: one acknowledges silence, and the other goes on answering. A single such answer may come
 * from a device that has just restarted; the second one in a round is a clash.
 */
export class Clashes {
  readonly #silenced = new Map<string, number>()
  readonly #found = new Set<string>()

  /** A meter has acknowledged that it is silent. */
  silenced(aca: string): void {
    if (!this.#silenced.has(aca)) this.#silenced.set(aca, 0)
  }

  /** A meter has answered a search. */
  answered(aca: string): void {
    const times = this.#silenced.get(aca)
    if (times === undefined) return
    this.#silenced.set(aca, times + 1)
    if (times + 1 >= 2) this.#found.add(aca)
  }

  /** Stations were woken: any of them may answer now. */
  woken(): void {
    this.#silenced.clear()
  }

  has(aca: string): boolean {
    return this.#found.has(aca)
  }
}
