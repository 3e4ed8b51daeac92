import { msPerDay, msPerMinute } from '@ferraris/metering'
import { useState } from 'react'

/**
 * The instant 24 hours before the page was opened, to the minute: as part of a query's key it must not move with
 * every drawing of the page.
 */
export function useLastDay(): string {
  const [from] = useState(() => daysAgo(1, Date.now()))
  return from
}

/** ISO 8601 of the whole minute so many days before an instant. */
export function daysAgo(days: number, now: number): string {
  return new Date(Math.floor((now - days * msPerDay) / msPerMinute) * msPerMinute).toISOString()
}
