import { msPerSecond } from '@ferraris/metering'
import type { CustomerHomes, CustomerHomesParts } from './customer-homes.ts'
import type { CustomerPlate, Home } from './plates.ts'
import type { SeenDevice } from './seen-device.ts'

/** Customers with a device, once there are to be any: until then nothing of them is loaded. */
export class Customers {
  readonly #parts: () => Omit<CustomerHomesParts, 'signal'>
  readonly #homes: () => readonly Home[]
  #opened: Promise<CustomerHomes> | undefined
  #running: CustomerHomes | undefined
  #timer: NodeJS.Timeout | undefined
  readonly #ending = new AbortController()

  /** @param homes that may have a device */
  constructor(parts: () => Omit<CustomerHomesParts, 'signal'>, homes: () => readonly Home[]) {
    this.#parts = parts
    this.#homes = homes
  }

  /** Puts a device into so many homes, the first ones, and gives their plates. Doing it again changes nothing. Throws DistrictError, StoreError. */
  async begin(count: number): Promise<readonly CustomerPlate[]> {
    this.#opened ??= this.#open(count)
    return (await this.#opened).plates
  }

  /** What the device of a meter shows; undefined where there is none. */
  see(meter: string): SeenDevice | undefined {
    return this.#running?.see(meter)
  }

  async close(): Promise<void> {
    this.#ending.abort()
    await this.#opened?.catch(() => {})
    clearInterval(this.#timer)
    this.#running?.close()
  }

  async #open(count: number): Promise<CustomerHomes> {
    const { CustomerHomes } = await import('./customer-homes.ts')
    const parts = { ...this.#parts(), signal: this.#ending.signal }
    const running = new CustomerHomes(parts, this.#homes().slice(0, count))
    this.#running = running
    this.#timer = setInterval(() => running.advance(), msPerSecond)
    await running.open()
    return running
  }
}
