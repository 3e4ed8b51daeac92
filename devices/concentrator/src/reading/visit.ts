import { eventOf, idis, msOf, msPerMinute, obisCodes, secondsPerQuarter } from '@ferraris/metering'
import type { ClockWatch } from '../clock/clock-watch.ts'
import type { Meter } from '../commissioning/meter.ts'
import { unlessRefused } from '../network/meter-error.ts'
import type { NewsCounters } from '../network/neighbourhood-meter.ts'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import type { Backlog } from './backlog.ts'
import type { CompleteDays } from './complete-days.ts'
import { readProfileDay } from './read-profile-day.ts'
import { readFrozenRegisters } from './read-registers.ts'

/** Days of the past read in one visit, so that a long history keeps no other meter waiting. */
const daysPerVisit = 2

interface VisitParts {
  readonly section: Section
  readonly days: CompleteDays
  readonly backlog: Backlog
  readonly clocks: ClockWatch
  /** A status word this young is not asked for again, milliseconds. */
  readonly statusEveryMs: number
  /** Whether it gave no answer last time. */
  readonly isBack: boolean
  /** Whether the past can wait, for another meter's last day is missing. */
  readonly isPressed: () => boolean
}

/**
 * Visits a meter: the last day's profile, the registers frozen at its end, status word and new events, the clock, and
 * days further back that are not known. Throws MeterError and StoreError.
 */
export function* visit(meter: Meter, parts: VisitParts): Procedure<void> {
  const { backlog, clocks, isPressed, isBack, section } = parts
  if (isBack || meter.calls || section.now < meter.rowsFrom) yield* readNews(meter, parts)
  if (section.now < meter.rowsFrom) return
  if (backlog.isLate(meter.aca)) yield* readDay(meter, parts)
  yield* readClosing(meter, parts)
  yield* readNews(meter, parts)
  yield* clocks.visit(meter)
  for (let days = 0; days < daysPerVisit && !isPressed(); days++) {
    if (backlog.missing(meter.aca).length === 0) break
    yield* readDay(meter, parts)
  }
}

/** Polls the status word, and reads what it says is new. */
function* readNews(meter: Meter, parts: VisitParts): Procedure<void> {
  const newest = yield* pollStatus(meter, parts)
  if (newest !== undefined) yield* readNew(meter, newest, parts)
  meter.calls = false
}

/** How far log and alarm registers are, if it is time to ask. */
function* pollStatus(
  meter: Meter,
  { section, statusEveryMs }: VisitParts,
): Procedure<NewsCounters | undefined> {
  const { network, roster } = section
  const { calls, progress } = meter
  const { status = Number.NEGATIVE_INFINITY } = progress
  // Summed up as in the schedule: a difference may be rounded to the other side, and the visit would be due for ever.
  if (!calls && section.now < status + statusEveryMs) return undefined
  const newest = yield* unlessRefused(network.meter(meter.aca).readNewsCounters())
  roster.advance(meter, { status: section.now })
  return newest
}

/** Events, then alarm registers: both are one result, for the events say what the bits are about. */
function* readNew(meter: Meter, newest: NewsCounters, { section }: VisitParts): Procedure<void> {
  const { network, roster, store } = section
  const { aca, progress } = meter
  const { event: known, alarms: changes = 0 } = progress
  if (newest.event === known && newest.alarms === changes) return
  const reachable = network.meter(aca)
  const events = newest.event === known ? [] : yield* unlessRefused(reachable.readEvents(known, newest.event))
  const alarms = newest.alarms === changes ? undefined : yield* unlessRefused(reachable.readAlarms())
  for (const { time, code } of events ?? []) {
    if (eventOf(idis, obisCodes.standardLog, code) !== 'powerUp') continue
    meter.rowsFrom = Math.max(meter.rowsFrom, Math.min(firstRowAfter(time), firstRowAfter(section.now)))
  }
  roster.advance(meter, { event: newest.event, alarms: newest.alarms }, () => {
    if ((events === undefined || events.length === 0) && alarms === undefined) return
    const result = { kind: 'events', aca, readAt: Math.floor(section.now), events: events ?? [] } as const
    // News go before the backlog; the whole log of a new meter is none.
    store.results.add({ ...result, ...(alarms && { alarms }) }, { urgent: known !== undefined })
  })
}

/** When the meter has written the first row after an instant. */
function firstRowAfter(time: number): number {
  const quarterMs = msOf(secondsPerQuarter)
  return (Math.floor(time / quarterMs) + 1) * quarterMs + msPerMinute
}

/** The latest day that is missing. One that the meter does not have is not requested again before tomorrow. */
function* readDay({ aca }: Meter, { section, days, backlog }: VisitParts): Procedure<void> {
  const [day] = backlog.missing(aca)
  if (day === undefined) return
  const result = yield* unlessRefused(readProfileDay(section, aca, day, backlog.partOf(aca, day)))
  const isThere = result?.registers.some(({ increments }) => increments.some(increment => increment !== null))
  if (result !== undefined && isThere) section.store.results.add(result, { day })
  days.note(aca, day, result)
  backlog.done(aca, day)
}

function* readClosing(meter: Meter, { section, days }: VisitParts): Procedure<void> {
  const day = days.lastDay
  if (meter.progress.registers === day) return
  const result = yield* unlessRefused(readFrozenRegisters(section, meter.aca, day))
  section.roster.advance(meter, { registers: day }, () => {
    if (result !== undefined) section.store.results.add(result)
  })
}
