import type { Transceiver } from './transceiver.ts'

/**
 * Modems by the frames they want. Without it each frame would be offered to every modem in reach, most of which drop it: in a
 * dense section that is what a simulation spends its time on.
 */
export class Wanting {
  /** Modems that get every frame: those that never said what they want. */
  readonly #all = new Set<Transceiver>()
  readonly #byKey = new Map<number, Set<Transceiver>>()

  attached(modem: Transceiver): void {
    this.#all.add(modem)
  }

  gone(modem: Transceiver): void {
    this.#all.delete(modem)
    for (const key of modem.keys) this.unwant(modem, key)
  }

  want(modem: Transceiver, key: number): void {
    this.#all.delete(modem)
    modem.keys.add(key)
    const modems = this.#byKey.get(key) ?? new Set()
    this.#byKey.set(key, modems.add(modem))
  }

  unwant(modem: Transceiver, key: number): void {
    modem.keys.delete(key)
    const modems = this.#byKey.get(key)
    if (modems?.delete(modem) === true && modems.size === 0) this.#byKey.delete(key)
  }

  /** Those that want a key, at whatever place. */
  of(key: number): Transceiver[] {
    return [...this.#all, ...(this.#byKey.get(key) ?? [])]
  }

  /** A frame without a key is for all. */
  wants(modem: Transceiver, key: number | undefined): boolean {
    return key === undefined || modem.keys.has(key) || this.#all.has(modem)
  }
}
