import type { MeterKnowledge, ObjectCache } from '@ferraris/client'

/** Meters whose object lists are kept at a time: each is some ten kilo-octets. */
const mostKnown = 2000

/** What is known of the objects of the meters that were asked last. */
export class KnownObjects implements ObjectCache {
  readonly #known = new Map<string, MeterKnowledge>()

  get(device: string): MeterKnowledge | undefined {
    return this.#known.get(device)
  }

  set(device: string, knowledge: MeterKnowledge): void {
    this.#known.delete(device)
    this.#known.set(device, knowledge)
    const [oldest] = this.#known.keys()
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest)
  }
}
