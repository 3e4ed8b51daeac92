import type { Quarters } from '../quarters/quarters.ts'
import { wallMinutes, zoneOffset } from './calendar.ts'

/** Where the wall clock jumps: the instants around the hour that happens twice, or the instant of the skipped one. */
export interface ClockChange {
  readonly kind: 'repeated' | 'skipped'
  readonly from: number
  readonly to: number
  /** The hour concerned, in minutes of the wall clock. */
  readonly wallFrom: number
  readonly wallTo: number
}

/** The clock changes among some days. Zones change on a whole quarter of an hour. */
export function clockChangesOf({ days, starts }: Quarters, zone: string): ClockChange[] {
  return days.flatMap<ClockChange>(({ start, end, first, after }) => {
    const before = zoneOffset(start, zone)
    const jump = zoneOffset(end, zone) - before
    if (jump === 0) return []
    const at = starts.slice(first, after).find(instant => zoneOffset(instant, zone) !== before)
    if (at === undefined) return []
    const wall = wallMinutes(at, zone)
    return jump > 0
      ? [{ kind: 'skipped', from: at, to: at, wallFrom: wall - jump / 60, wallTo: wall }]
      : [{ kind: 'repeated', from: at + jump, to: at - jump, wallFrom: wall, wallTo: wall - jump / 60 }]
  })
}

/** Minutes of the wall clock as text: 150 is `02:30`. */
export function wallText(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
