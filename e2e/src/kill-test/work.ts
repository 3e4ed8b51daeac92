import { setTimeout as delay } from 'node:timers/promises'
import type { Site } from './site.ts'

const pauseMs = 150

/**
 * What goes on while parts are killed: the switches of the meters on the line are opened and closed in turn, one order
 * after the other, and every meter is read on demand. An order that was carried out twice shows as a movement too many.
 */
export class Work {
  readonly #site: Site
  readonly #running: Promise<void>[]
  /** Orders of each meter that were reported as done. */
  readonly done = new Map<string, number>()
  /** Orders with another end, in words. */
  readonly otherEnds: string[] = []
  readings = 0
  #stopping = false
  #abandoned = false

  constructor(site: Site, serials: readonly string[], others: readonly string[]) {
    this.#site = site
    this.#running = [
      ...serials.map(serial => this.#order(serial)),
      ...[...serials, ...others].map(serial => this.#read(serial)),
    ]
  }

  get orders(): number {
    return [...this.done.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Lets orders that were given come to their end, and gives no new ones. Supplies are left connected. */
  async stop(): Promise<void> {
    this.#stopping = true
    await Promise.all(this.#running)
  }

  /** Ends at once, whatever was given: the system does not answer any more. */
  abandon(): void {
    this.#stopping = true
    this.#abandoned = true
  }

  async #order(serial: string): Promise<void> {
    this.done.set(serial, 0)
    // An even number of orders: the customer has power in the end.
    for (let number = 1; !this.#abandoned && (!this.#stopping || number % 2 === 0); number++) {
      const order = {
        id: `${serial}-${number}`,
        endDevice: serial,
        kind: 'switch',
        connected: number % 2 === 0,
      }
      const state = await this.#carriedOut(order)
      if (state === 'verified') this.done.set(serial, (this.done.get(serial) ?? 0) + 1)
      else this.otherEnds.push(`order ${order.id} ended as ${state}`)
      await delay(pauseMs)
    }
  }

  /** Gives an order until the head-end has it, then waits for its end. The same id again is the same order. */
  async #carriedOut(order: { readonly id: string }): Promise<string> {
    const ends = ['done', 'verified', 'refused', 'expired', 'failed', 'cancelled']
    while (!this.#abandoned) {
      const control = await this.#site.headEnd
        .post('/end-device-controls', order)
        .then(answer => answer as { readonly state: string })
        .catch(() => undefined)
      if (control !== undefined && ends.includes(control.state)) return control.state
      await delay(pauseMs)
    }
    return 'abandoned'
  }

  async #read(serial: string): Promise<void> {
    while (!this.#stopping) {
      const isRead = await this.#site.headEnd.post(`/end-devices/${serial}/readings`, {}).then(
        () => true,
        () => false,
      )
      if (isRead) this.readings++
      await delay(pauseMs)
    }
  }
}
