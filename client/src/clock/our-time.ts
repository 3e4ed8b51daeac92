import type { DateTime } from '@ferraris/cosem'
import { msPerMinute } from '@ferraris/metering'

/** A moment as a clock would show it that has this deviation and status. `now` in epoch milliseconds. */
export function ourTimeFor({ status }: Pick<DateTime, 'status'>, deviation: number, now: number): DateTime {
  const wall = new Date(now - deviation * msPerMinute)
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    dayOfMonth: wall.getUTCDate(),
    dayOfWeek: wall.getUTCDay() || 7,
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    hundredths: Math.floor(wall.getUTCMilliseconds() / 10),
    deviation,
    ...(status !== undefined && { status }),
  }
}
