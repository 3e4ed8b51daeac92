import { at } from '@ferraris/bytes'
import type { Pool } from 'pg'
import { stripeOf } from '../events/lock-devices.ts'
import { PushLane, type PushLaneOptions } from './store/push-lane.ts'
import type { TakenPush } from './taken-push.ts'

/** Transactions at the same time. Those of a device are in one lane, and no two lanes wait for the devices of each other. */
const lanes = 2

/** Stores pushes in lanes, each a transaction at a time: while the store works on the one, the other is being written. */
export class PushWriter {
  readonly #lanes: readonly PushLane[]

  constructor(pool: Pool, options: PushLaneOptions) {
    this.#lanes = Array.from({ length: lanes }, () => new PushLane(pool, options))
  }

  /** Pushes that are not committed. */
  get waiting(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.waiting, 0)
  }

  add(push: TakenPush): void {
    at(this.#lanes, stripeOf(push.sender.endDeviceId) % lanes).add(push)
  }

  /** Resolves when all is stored that has been added. */
  async settled(): Promise<void> {
    await Promise.all(this.#lanes.map(lane => lane.settled()))
  }

  /** Stores what waits, for some seconds at most: the meters still have it in their logs. */
  async close(): Promise<void> {
    await Promise.all(this.#lanes.map(lane => lane.close()))
  }
}
