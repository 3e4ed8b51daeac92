import { msPerDay } from '@ferraris/metering'

/** What is known of a station from the exchanges with it. */
interface StationRecord {
  /** Of a station heard directly: whether it sits on the concentrator's phase of the mains. */
  inPhase?: boolean
  /** Exchanges of about the last day and those of them that failed, older ones counting less, as of an instant. */
  tried: number
  failed: number
  at: number
}

/** Each of them makes a way count twice as dear. */
const mostFailures = 40

/** After so many exchanges in vain a repeater that was not heard since is taken to be dead. */
export const dead = 4

/** Yesterday's exchanges count a third. */
const memoryMs = msPerDay

/** The records of the stations since the start. */
export class StationRecords {
  readonly #records = new Map<string, StationRecord>()
  readonly #failures = new Map<string, Map<string, number>>()

  /** Exchanges in vain over each station, or with it, since something came over it. */
  readonly #vain = new Map<string, number>()

  /** An exchange over these stations has ended; true when one of them begins to look dead by that, or is back. */
  passed(route: readonly string[], failed: boolean): boolean {
    let isNew = false
    if (!failed) {
      for (const station of route) {
        isNew ||= this.doubtOf(station) >= dead
        this.#vain.delete(station)
      }
      return isNew
    }
    for (const station of route) {
      const vain = this.doubtOf(station) + 1
      this.#vain.set(station, vain)
      isNew ||= vain === dead
    }
    return isNew
  }

  /** Exchanges in vain over a station, of whatever meter, or with it, since something came over it. */
  doubtOf(station: string): number {
    return this.#vain.get(station) ?? 0
  }

  get(station: string): StationRecord | undefined {
    return this.#records.get(station)
  }

  heardDirectly(station: string, inPhase: boolean, now: number): void {
    this.#of(station, now).inPhase = inPhase
  }

  /** An exchange with a station has ended. */
  count(station: string, failed: boolean, now: number): void {
    const record = this.#of(station, now)
    const fade = Math.exp(-Math.max(0, now - record.at) / memoryMs)
    record.tried = record.tried * fade + 1
    record.failed = record.failed * fade + (failed ? 1 : 0)
    record.at = now
    if (!failed) this.#failures.delete(station)
  }

  /** Attempts at a station in vain since it answered last, by way; counted anew when they have become many. */
  failuresOf(station: string): Map<string, number> {
    const known = this.#failures.get(station)
    const failures = known === undefined || Math.max(0, ...known.values()) > mostFailures ? new Map() : known
    this.#failures.set(station, failures)
    return failures
  }

  #of(station: string, now: number): StationRecord {
    const record = this.#records.get(station) ?? { tried: 0, failed: 0, at: now }
    this.#records.set(station, record)
    return record
  }
}

/** Share of exchanges that succeeded, 0..1; undefined where there were none. */
export function successOf(record: StationRecord | undefined): number | undefined {
  return record === undefined || record.tried === 0 ? undefined : 1 - record.failed / record.tried
}
