import { beginningsOf, type EventName, eventOf, eventProfiles } from '@ferraris/metering'
import type { EndDeviceEvent } from '../api/resources.ts'

/** An event, with the instant at which the meter said that what it tells was over. */
export interface FoldedEvent extends EndDeviceEvent {
  readonly ended?: string
}

/**
 * Events with each end laid onto its beginning: "cover closed" onto the last "cover removed" of the same meter before it. Events come
 * newest first; an end whose beginning is not among them stays on its own.
 */
export function foldPairs(events: readonly EndDeviceEvent[]): FoldedEvent[] {
  /** By meter and beginning: the place of the end that has come last and not met it yet. */
  const waiting = new Map<string, number>()
  const endOf = new Map<number, number>()
  events.forEach((event, place) => {
    const name = nameOf(event)
    if (name === undefined) return
    const key = `${event.endDevice} ${name}`
    const end = waiting.get(key)
    if (end !== undefined) endOf.set(place, end)
    waiting.delete(key)
    for (const began of beginningsOf(name)) waiting.set(`${event.endDevice} ${began}`, place)
  })
  const folded = new Set(endOf.values())
  return events.flatMap((event, place): FoldedEvent[] => {
    if (folded.has(place)) return []
    const end = events[endOf.get(place) ?? -1]
    return [end === undefined ? event : { ...event, ended: end.time }]
  })
}

function nameOf({ profile, log, code }: EndDeviceEvent): EventName | undefined {
  return eventOf(eventProfiles[profile], log, code)
}
