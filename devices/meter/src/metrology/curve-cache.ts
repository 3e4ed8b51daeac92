import type { CivilDay } from '../calendar/civil-day.ts'
import type { DayCurve } from './day-curve.ts'

interface Entry {
  readonly owner: object
  readonly revision: number
  readonly day: CivilDay
  readonly curve: DayCurve
}

/**
 * The day curves asked for last, of a whole fleet: a meter that is being read asks for the same day many times, the
 * others hold no memory. Slots are taken in turn; there are few, so that looking through them costs nothing.
 */
export class CurveCache {
  readonly #entries: Entry[] = []
  readonly #size: number
  #next = 0

  constructor(size = 32) {
    this.#size = size
  }

  /** The curve of an owner's day, computed unless it is still here. A new revision of the owner forgets its curves. */
  get(owner: object, revision: number, day: CivilDay, compute: () => DayCurve): DayCurve {
    for (const entry of this.#entries) {
      if (entry.owner === owner && entry.day === day && entry.revision === revision) return entry.curve
    }
    const curve = compute()
    this.#entries[this.#next] = { owner, revision, day, curve }
    this.#next = (this.#next + 1) % this.#size
    return curve
  }
}
