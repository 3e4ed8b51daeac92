import { wholeSecondsOf } from '@ferraris/metering'
import { type CalendarEntry, calendarEntries, type OwnState } from '@ferraris/uplink'

/** Something that the concentrator does again and again. */
export interface Scheduled {
  /** Does it at once. */
  readonly run: () => void
  readonly times: () => {
    readonly everyMs?: number
    readonly lastAt?: number | undefined
    readonly nextAt?: number | undefined
  }
}

/** The concentrator's activity calendar: what it does of its own accord and when. An entry that it has not is left out. */
export type Calendar = Partial<Readonly<Record<CalendarEntry, Scheduled>>>

/** The calendar as it is told. */
export function calendarState(calendar: Calendar): OwnState['calendar'] {
  return calendarEntries.flatMap(entry => {
    const { everyMs, lastAt, nextAt } = calendar[entry]?.times() ?? {}
    if (calendar[entry] === undefined) return []
    return [
      {
        entry,
        ...(everyMs !== undefined && { everySeconds: Math.max(1, wholeSecondsOf(everyMs)) }),
        ...(lastAt !== undefined && { lastAt: Math.max(0, Math.floor(lastAt)) }),
        ...(nextAt !== undefined && { nextAt: Math.max(0, Math.floor(nextAt)) }),
      },
    ]
  })
}
