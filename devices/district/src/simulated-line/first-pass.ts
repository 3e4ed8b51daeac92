import { msPerMinute } from '@ferraris/metering'
import type { Scheduled, Simulation } from '@ferraris/power-line'
import type { LineExchange } from '@ferraris/smitp/line'
import { broadcast, dsaps } from '@ferraris/smitp/mac'

/** After so long without a request no meter is left to ask: the others rest, or no way to them is known. */
const pauseByPriorityMs = 3 * msPerMinute

/** Results take less than this to the head-end. */
const onItsWay = 1000

/**
 * Watches a concentrator's requests for the end of its first pass: each meter has been asked, or those without an answer
 * rest. What is missing then is left to the rest of the night.
 */
export class FirstPass {
  readonly #simulation: Simulation
  readonly #meters: ReadonlySet<string>
  readonly #onEnd: () => void
  readonly #asked = new Set<string>()
  #last: string | undefined
  #pause: Scheduled | undefined
  #over = false

  /** @param onEnd is called once, when the results of the last visit have had time to arrive */
  constructor(simulation: Simulation, meters: ReadonlySet<string>, onEnd: () => void) {
    this.#simulation = simulation
    this.#meters = meters
    this.#onEnd = onEnd
  }

  note({ route, dsap }: LineExchange): void {
    const target = route.at(-1)
    if (this.#over || dsap !== dsaps.application || target === undefined || target === broadcast) return
    const { now } = this.#simulation
    if (this.#pause !== undefined) this.#simulation.cancel(this.#pause)
    // The visit of the last meter is over at the request to another.
    if (this.#asked.size === this.#meters.size && target !== this.#last) {
      this.#simulation.schedule(now + onItsWay, () => this.#end())
    } else {
      this.#pause = this.#simulation.schedule(now + pauseByPriorityMs, () => this.#end())
    }
    if (this.#meters.has(target)) this.#asked.add(target)
    this.#last = target
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    this.#onEnd()
  }
}
