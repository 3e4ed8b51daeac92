import type { ClockWatch } from '../clock/clock-watch.ts'
import type { Meter } from '../commissioning/meter.ts'
import { unlessRefused } from '../network/meter-error.ts'
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
  /** Whether the past can wait, for another meter's last day is missing. */
  readonly isPressed: () => boolean
}

/**
 * Visits a meter: status word and new events, the last day's profile, the registers frozen at its end, the clock, and
 * days further back that are not known. Throws MeterError and StoreError.
 */
export function* visit(meter: Meter, parts: VisitParts): Procedure<void> {
  const { backlog, clocks, isPressed } = parts
  const newest = yield* pollStatus(meter, parts)
  if (backlog.isLate(meter.aca)) yield* readDay(meter, parts)
  yield* readClosing(meter, parts)
  if (newest !== undefined) yield* readEvents(meter, newest, parts)
  yield* clocks.visit(meter)
  for (let days = 0; days < daysPerVisit && !isPressed(); days++) {
    if (backlog.missing(meter.aca).length === 0) break
    yield* readDay(meter, parts)
  }
}

/** The number of the newest event, where there are events not yet known. */
function* pollStatus(meter: Meter, { section }: VisitParts): Procedure<number | undefined> {
  const { network, roster, settings } = section
  const { status = Number.NEGATIVE_INFINITY, event } = meter.progress
  if (section.now - status < settings.statusEveryMs) return undefined
  const newest = yield* unlessRefused(network.meter(meter.aca).readNewestEvent())
  roster.advance(meter, { status: section.now })
  return newest === event ? undefined : newest
}

function* readEvents(meter: Meter, newest: number, { section }: VisitParts): Procedure<void> {
  const { network, roster, store } = section
  const { aca, progress } = meter
  const events = yield* unlessRefused(network.meter(aca).readEvents(progress.event, newest))
  roster.advance(meter, { event: newest }, () => {
    if (events === undefined || events.length === 0) return
    const result = { kind: 'events', aca, readAt: Math.floor(section.now), events } as const
    // News go before the backlog; the whole log of a new meter is none.
    store.results.add(result, { urgent: progress.event !== undefined })
  })
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
