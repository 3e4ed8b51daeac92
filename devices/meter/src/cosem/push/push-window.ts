import type { DateTime, Zone } from '@ferraris/cosem'
import { nextMoment } from '../../calendar/moments.ts'

/** When sending may begin (IEC 62056-6-2, class 40, communication_window): from date-times with wildcards to others. */
export type Windows = readonly { readonly start: DateTime; readonly end: DateTime }[]

/** The first moment of the meter's clock, from one on, within a window; without windows at once, undefined for never. */
export function nextWithin(windows: Windows, zone: Zone, shown: number): number | undefined {
  if (windows.length === 0) return shown
  const starts = windows.flatMap(({ start, end }) => {
    const [opens, closes] = [nextMoment(start, zone, shown), nextMoment(end, zone, shown)]
    // A window that closes before it opens the next time is open.
    if (closes !== undefined && (opens === undefined || closes < opens)) return [shown]
    return opens === undefined ? [] : [opens]
  })
  return starts.length === 0 ? undefined : Math.min(...starts)
}
