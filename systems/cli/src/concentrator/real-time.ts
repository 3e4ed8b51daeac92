/** Longest delay that a timer of the platform takes; a longer one comes back earlier and is set again. */
const longest = 0x7fff_ffff

/** One alarm at a time, on a clock that may be set: setting it again replaces it. Infinity unsets it. */
export class Alarm {
  readonly #now: () => number
  readonly #ring: (now: number) => void
  #timer: NodeJS.Timeout | undefined

  constructor(now: () => number, ring: (now: number) => void) {
    this.#now = now
    this.#ring = ring
  }

  set(time: number): void {
    clearTimeout(this.#timer)
    if (time === Number.POSITIVE_INFINITY) return
    const delay = Math.min(longest, Math.max(0, time - this.#now()))
    this.#timer = setTimeout(() => {
      // Timers of the platform may be a fraction of a millisecond early.
      if (this.#now() < time) this.set(time)
      else this.#ring(this.#now())
    }, delay)
  }
}
