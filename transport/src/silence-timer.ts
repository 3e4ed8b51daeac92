/**
 * Calls when a peer has been silent for a time. A process that stood still meanwhile, on a busy machine or one that slept,
 * finds its timers over before it has read what came: such a timer runs once more, for as long as it was late.
 */
export class SilenceTimer {
  readonly #onSilence: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(onSilence: () => void) {
    this.#onSilence = onSilence
  }

  /** From now on, milliseconds; the time before is forgotten. */
  start(timeoutMs: number): void {
    this.stop()
    const due = performance.now() + timeoutMs
    this.#timer = setTimeout(() => {
      const late = performance.now() - due
      if (late < tolerable) this.#onSilence()
      else this.#timer = setTimeout(this.#onSilence, Math.min(late, timeoutMs))
    }, timeoutMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}

/** What a timer is late by in a process that runs, milliseconds. */
const tolerable = 50
