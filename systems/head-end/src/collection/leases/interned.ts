/**
 * JSON parsed once for equal texts. Devices of one type have equal object facts, so that a hundred thousand of them
 * share a handful of values. Values are shared: do not change them.
 */
export class Interned<T> {
  readonly #values = new Map<string, T>()
  readonly #most: number

  constructor(most = 1000) {
    this.#most = most
  }

  of(text: string): T {
    let value = this.#values.get(text)
    if (value === undefined) {
      if (this.#values.size >= this.#most) this.#values.clear()
      value = JSON.parse(text) as T
      this.#values.set(text, value)
    }
    return value
  }
}
