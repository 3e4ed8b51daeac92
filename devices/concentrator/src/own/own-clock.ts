import type { OwnState } from '@ferraris/uplink'
import type { Section } from '../section.ts'
import type { EventLog } from './event-log.ts'

/** What a comparison with a time server has shown, and by what the clock was set. */
export interface ClockComparison {
  readonly server: string
  readonly stratum: number
  /** How far this clock was ahead, milliseconds. */
  readonly offsetMs: number
  /** How long the question was under way, there and back, milliseconds. */
  readonly delayMs: number
}

/** A correction below this is no event: clocks of machines drift by some milliseconds between two comparisons. */
const notedFromMs = 500

/** What is known of the concentrator's own clock. It is set by what runs the concentrator: time comes with each call. */
export class OwnClock {
  readonly #section: Section
  readonly #log: EventLog
  #state: OwnState['clock']

  constructor(section: Section, log: EventLog, isGiven: boolean) {
    this.#section = section
    this.#log = log
    this.#state = { source: isGiven ? 'given' : 'unset' }
  }

  get state(): OwnState['clock'] {
    return this.#state
  }

  /** It was compared, and set by the difference. Throws StoreError. */
  compared({ server, stratum, offsetMs, delayMs }: ClockComparison): void {
    const { now } = this.#section
    const isFirst = this.#state.source !== 'ntp'
    const offset = Math.round(offsetMs * 10) / 10
    this.#state = {
      source: 'ntp',
      server,
      stratum,
      offsetMs: offset,
      delayMs: Math.round(delayMs * 10) / 10,
      comparedAt: Math.floor(now),
    }
    if (isFirst || Math.abs(offset) >= notedFromMs)
      this.#log.note(now, 'clock-set', `by ${server}: it was ${offset} ms ahead`)
  }
}
