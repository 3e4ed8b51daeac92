import type { Zone } from '@ferraris/cosem'
import { msOf, profileStatus, secondsOf } from '@ferraris/metering'
import type { Span } from '../../harms/span.ts'
import { type ClockSetting, isLostAt } from '../meter-clock.ts'

/** Tells the daylight-saving bit of what the clock shows: whether it is ahead of the standard time of that year. */
export function daylightSaving(zone: Zone, reference: number): (shown: number) => number {
  const year = new Date(msOf(reference)).getUTCFullYear()
  const standard = Math.min(...[0, 6].map(month => zone.offsetAt(secondsOf(Date.UTC(year, month, 1)))))
  return shown => (zone.offsetAt(shown) > standard ? profileStatus.daylightSaving : 0)
}

/** Whether the supply had failed at some time within (from, to], true time. */
export function wasDown(dead: readonly Span[], from: number, to: number): boolean {
  return dead.some(span => span.from <= to && span.to > from)
}

/** Whether the clock was set within (from, to], true time. */
export function wasAdjusted(settings: readonly ClockSetting[], from: number, to: number): boolean {
  return settings.some(({ at, isLost }, index) => index > 0 && isLost !== true && from < at && at <= to)
}

/** The status of a row captured at a true instant; its period began `period` seconds before. */
export function rowStatus(
  clock: { readonly zone: Zone; readonly settings: readonly ClockSetting[] },
  capture: { readonly shown: number; readonly at: number },
  period: number,
  dead: readonly Span[],
): number {
  const { shown, at } = capture
  return (
    daylightSaving(clock.zone, shown)(shown) |
    (wasAdjusted(clock.settings, at - period, at) ? profileStatus.clockAdjusted : 0) |
    (isLostAt(clock.settings, at) ? profileStatus.clockInvalid : 0) |
    (wasDown(dead, at - period, at) ? profileStatus.powerDown : 0)
  )
}
