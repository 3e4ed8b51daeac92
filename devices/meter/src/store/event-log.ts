import { ferraris, ferrarisCodes, type IdisLog, idisLogs, logOf, type MeterEvent } from '@ferraris/metering'
import type { Forgotten } from '../harms/forgotten.ts'
import type { Harms } from '../harms/harms.ts'
import type { Alarms } from './alarms/alarms.ts'
import type { NonVolatile } from './memory/non-volatile.ts'
import type { MeterClock } from './meter-clock.ts'
import type { SupplyEvents } from './supply/supply-events.ts'
import { type DatedEvent, dated, type SurroundingEvents } from './surrounding-events.ts'

/** One entry of a log. */
export type LoggedEvent = {
  /** What the clock showed, seconds since 1970-01-01T00:00Z. */
  readonly shown: number
  readonly code: number
  /** How much it was, of voltages 0.1 V, and how long, seconds; for what has neither, undefined. */
  readonly magnitude?: number
  readonly duration?: number
}

/** One with an outside cause, under its number since the meter was made; the oldest memories have neither. */
type RememberedEvent = LoggedEvent & { readonly number?: number; readonly at?: number }

/** Where the events come from that are not remembered. */
interface EventSources {
  readonly memory: NonVolatile
  readonly clock: MeterClock
  readonly surroundings: SurroundingEvents
  readonly harms: Harms
  readonly forgotten: Forgotten
  readonly supply: () => SupplyEvents
}

/** The logs of a meter. */
export const eventLogs = Object.keys(idisLogs) as IdisLog[]
/** Where memories of meters with one log kept all of them. */
const oldKey = 'events'

function keyOf(log: IdisLog): string {
  return `events.${log}`
}

const memoryKeys = [oldKey, ...eventLogs.map(keyOf)]

/** What happens when a meter is put up. */
const installation = ['powerUp', 'tariffsActivated', 'terminalCoverClosed'] as const

/**
 * The event logs (0.0.99.98.x.255), one for each kind of event, so that a busy one does not drive out what another
 * holds. Events of the meter's surroundings since the records began are computed; those that a client or person caused are
 * remembered. All lie in the order in which they happened, which is not that of their stamps once the clock has been set back.
 */
export class EventLog {
  /** Entries of each log, and of all logs in one row. */
  readonly capacity = 256
  readonly #memory: NonVolatile
  readonly #clock: MeterClock
  readonly #surroundings: SurroundingEvents
  readonly #harms: Harms
  readonly #forgotten: Forgotten
  readonly #supply: () => SupplyEvents
  readonly #alarms: Alarms

  constructor({ memory, clock, surroundings, harms, forgotten, supply }: EventSources, alarms: Alarms) {
    this.#memory = memory
    this.#clock = clock
    this.#surroundings = surroundings
    this.#harms = harms
    this.#forgotten = forgotten
    this.#supply = supply
    this.#alarms = alarms
  }

  /** Remembers an event under what the clock shows at a true instant. */
  record(event: MeterEvent, at: number, shown = this.#clock.read(at)): void {
    const number = this.#recorded() + 1
    const code = ferrarisCodes[event]
    this.#memory.append(keyOf(logOfCode(code)), { shown, code, number, at }, this.capacity)
    this.alarm(event, at, shown)
  }

  /** Raises the alarms of an event, remembered or computed. */
  alarm(event: MeterEvent, at: number, shown = this.#clock.read(at)): void {
    const code = ferrarisCodes[event]
    this.#alarms.raise(event, { log: idisLogs[logOfCode(code)], code, shown }, at)
  }

  /** How many events there have been up to now in all logs, those included that have given way. */
  count(now: number): number {
    if (this.#harms.list.length > 0)
      return this.#computed(now).length + this.#recorded() + this.#forgotten.count('events')
    return installation.length + this.#surroundings.count(now) + this.#recorded()
  }

  /** The events of all logs up to now in one row, as they happened; the oldest give way. */
  all(now: number): LoggedEvent[] {
    return this.#entries(now).slice(-this.capacity)
  }

  /** The events of one log. */
  of(log: IdisLog, now: number): LoggedEvent[] {
    return this.#entries(now)
      .filter(({ code }) => logOfCode(code) === log)
      .slice(-this.capacity)
  }

  #entries(now: number): LoggedEvent[] {
    return [...this.#computed(now), ...this.#remembered().map(entry => ({ at: entry.shown, ...entry }))]
      .sort((a, b) => a.at - b.at)
      .map(({ shown, code, magnitude, duration }) => ({
        shown,
        code,
        ...(magnitude !== undefined && { magnitude }),
        ...(duration !== undefined && { duration }),
      }))
  }

  #remembered(): RememberedEvent[] {
    return memoryKeys
      .flatMap(key => this.#memory.get<RememberedEvent[]>(key) ?? [])
      .sort((a, b) => (a.number ?? 0) - (b.number ?? 0))
  }

  /** How many events were ever remembered: each carries its number, so that both are one entry of the journal. */
  #recorded(): number {
    let newest = 0
    let kept = 0
    for (const key of memoryKeys) {
      const list = this.#memory.get<RememberedEvent[]>(key)
      if (list === undefined) continue
      newest = Math.max(newest, list.at(-1)?.number ?? 0)
      kept += list.length
    }
    return newest > 0 ? newest : kept
  }

  #computed(now: number): DatedEvent[] {
    const ofItself = [...this.#installation(), ...this.#surroundings.upTo(now)]
    if (this.#harms.list.length === 0) return ofItself
    // A dead meter notes nothing.
    const noted = ofItself.filter(({ at }) => this.#harms.suppliedAt(at))
    const felt = this.#supply().all.filter(({ at }) => at <= now)
    return [...noted, ...felt.map(happening => dated(happening, this.#clock))]
  }

  #installation(): DatedEvent[] {
    const begin = this.#clock.begin
    return installation.map((event, index) => ({
      at: begin + 30 * index,
      shown: begin + 30 * index,
      code: ferrarisCodes[event],
    }))
  }
}

/** The log that a code of ours stands in; one of an older version, without a name today, in the standard log. */
function logOfCode(code: number): IdisLog {
  const obis = logOf(ferraris, code)
  return eventLogs.find(log => idisLogs[log] === obis) ?? 'standard'
}
