import type { Zone } from '@ferraris/cosem'
import { msOf } from '@ferraris/metering'

/** An instant (seconds since 1970) as ISO 8601 local time with its offset: `2026-11-20T00:00:00+01:00`. */
export function localTime(instant: number, zone: Zone): string {
  const offset = zone.offsetAt(instant)
  const wall = new Date(msOf(instant + offset)).toISOString().slice(0, 19)
  const minutes = Math.round(Math.abs(offset) / 60)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${wall}${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`
}
