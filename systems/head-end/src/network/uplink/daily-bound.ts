import { msPerDay } from '@ferraris/metering'

/**
 * Results of one meter that are taken within a day, those sent again included. A meter brings some hundreds at most, and
 * the backlog of forty days some thousands; without a bound an enrolled concentrator fills the store with inventions.
 */
export const mostResultsADay = 20_000

/** Counts results by device and UTC day, in this process: its memory is a number a device that brought something today. */
export class DailyBound {
  readonly #counts = new Map<number, number>()
  #day = Number.NaN

  /** Whether one more of this device may be taken. */
  takes(endDeviceId: number, now: number): boolean {
    const day = Math.floor(now / msPerDay)
    if (day !== this.#day) this.#counts.clear()
    this.#day = day
    const count = (this.#counts.get(endDeviceId) ?? 0) + 1
    this.#counts.set(endDeviceId, count)
    return count <= mostResultsADay
  }
}
