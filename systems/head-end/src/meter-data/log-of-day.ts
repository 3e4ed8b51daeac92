import type { CollectedChannel, Log, Span } from '@ferraris/meter-data'
import { type EventName, eventOf, eventProfiles, quality } from '@ferraris/metering'
import { eventProfileOf } from '../events/event-kind.ts'

/** An event as it is stored, its time in seconds since 1970. */
export interface DayEvent {
  readonly time: number
  readonly log: string
  readonly code: number
}

const faults: ReadonlySet<EventName> = new Set([
  'programMemoryError',
  'ramError',
  'nonVolatileMemoryError',
  'measurementSystemError',
])
const openings = new Set<EventName>([
  'manualDisconnection',
  'remoteDisconnection',
  'localDisconnection',
  'limiterOpened',
])
const closings = new Set<EventName>([
  'manualConnection',
  'remoteConnection',
  'localReconnection',
  'supplyRestored',
])
const tampers = new Set<EventName>([
  'terminalCoverRemoved',
  'meterCoverRemoved',
  'strongField',
  'moduleCoverOpened',
])

/** What the events of a day tell of its intervals, the oldest first; outages also from the intervals' own quality. */
export function logOfDay(
  profile: string,
  events: readonly DayEvent[],
  end: number,
  channels: readonly CollectedChannel[],
): Log {
  const named = events.flatMap(({ time, log, code }) => {
    const name = eventOf(eventProfiles[eventProfileOf(profile)], log, code)
    return name === undefined ? [] : { name, time }
  })
  const until = (from: number, ends: ReadonlySet<EventName>) =>
    named.find(({ name, time }) => time > from && ends.has(name))?.time ?? end
  const spans = (begins: ReadonlySet<EventName>, to: (from: number) => number): Span[] =>
    named.flatMap(({ name, time }) => (begins.has(name) ? { from: time, to: to(time) } : []))
  return {
    outages: [
      ...spans(new Set<EventName>(['powerDown']), from => until(from, new Set<EventName>(['powerUp']))),
      ...channels.flatMap(powerOffIntervals),
    ],
    faults: spans(faults, () => end),
    tests: [],
    open: spans(openings, from => until(from, closings)),
    tampers: spans(tampers, from => from + 1),
    clockSets: clockSetsIn(named),
  }
}

function powerOffIntervals({ block }: CollectedChannel): Span[] {
  if (block === undefined) return []
  return block.quality.flatMap((code, i) =>
    code === quality.powerOff
      ? {
          from: block.start + i * block.intervalSeconds,
          to: block.start + (i + 1) * block.intervalSeconds,
        }
      : [],
  )
}

/** An adjustment is two events, the clock before and after it. */
function clockSetsIn(
  named: readonly { readonly name: EventName; readonly time: number }[],
): Log['clockSets'] {
  return named.flatMap(({ name, time }, i) => {
    const before = named[i - 1]
    if (name !== 'clockAdjustedNewTime' || before?.name !== 'clockAdjustedOldTime') return []
    return { at: time, seconds: time - before.time }
  })
}
