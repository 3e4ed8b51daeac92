/** Longest delay that a timer of the platform takes; a longer one comes back earlier and is set again. */
const longest = 0x7fff_ffff

/** One alarm at a time, on the clock of the machine: setting it again replaces it. Infinity unsets it. */
export class Alarm {
  readonly #ring: (now: number) => void
  #timer: NodeJS.Timeout | undefined

  constructor(ring: (now: number) => void) {
    this.#ring = ring
  }

  set(time: number): void {
    clearTimeout(this.#timer)
    if (time === Number.POSITIVE_INFINITY) return
    const delay = Math.min(longest, Math.max(0, time - Date.now()))
    this.#timer = setTimeout(() => {
      // Timers of the platform may be a fraction of a millisecond early.
      if (Date.now() < time) this.set(time)
      else this.#ring(Date.now())
    }, delay)
  }
}
