import type { LocalCalendar } from '@ferraris/meter'

/** The local hour of the day, 0 … 23, at an instant in epoch milliseconds. */
export function localHourIn({ zone }: LocalCalendar) {
  return (now: number): number => {
    const instant = Math.floor(now / 1000)
    return Math.floor((instant + zone.offsetAt(instant)) / 3600) % 24
  }
}
