/** Work that is done at intervals, and at once when it is woken; one run at a time. */
export class Loop {
  readonly #work: () => Promise<unknown>
  readonly #everyMs: number
  readonly #trouble: (error: Error) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopped = true

  constructor(work: () => Promise<unknown>, everyMs: number, trouble: (error: Error) => void) {
    this.#work = work
    this.#everyMs = everyMs
    this.#trouble = trouble
  }

  start(): void {
    this.#stopped = false
    this.#timer = setInterval(() => this.wake(), this.#everyMs)
    this.wake()
  }

  /** Does it now, or once more when it is under way. */
  wake(): void {
    if (this.#stopped) return
    if (this.#running !== undefined) {
      this.#again = true
      return
    }
    this.#running = this.#run().finally(() => {
      this.#running = undefined
      if (!this.#again) return
      this.#again = false
      this.wake()
    })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      await this.#work()
    } catch (error) {
      this.#trouble(error as Error)
    }
  }
}
