import { type DateTime, instantOf, obis } from '@ferraris/cosem'
import { values } from '@ferraris/cosem/values'
import type { DlmsSession } from '@ferraris/transport'
import { Refusal } from '../../errors.ts'
import { readAttributes } from './read-attributes.ts'

/** The time attribute of a meter's clock. */
export const clockTime = { classId: 8, obis: obis('0.0.1.0.0.255'), attribute: 2 }

/** What a meter's clock shows, and how far it is ahead of ours. */
export interface ClockReading {
  readonly time: DateTime
  /** Meter's clock minus ours in seconds; null where the meter does not tell its deviation from UTC. */
  readonly offsetSeconds: number | null
}

/** Reads the clock. Ours is taken half-way between request and answer, which are equally far. */
export async function readClock(session: DlmsSession): Promise<ClockReading> {
  const asked = Date.now()
  const [answer] = await readAttributes(session, [clockTime])
  const ours = (asked + Date.now()) / 2000
  if (answer?.data === undefined) {
    throw new Refusal('application', 'clock-refused', `the meter does not show its clock: ${answer?.refused}`)
  }
  const time = values.dateTime.decode(answer.data)
  const shown = instantOf(time)
  return { time, offsetSeconds: shown === undefined ? null : offsetBetween(shown, time, ours) }
}

/** A clock that shows whole seconds is half a second behind on average; more than a tenth would be invented. */
function offsetBetween(shown: number, { hundredths }: DateTime, ours: number): number {
  const exact = shown + (hundredths === undefined || hundredths === 0 ? 0.5 : hundredths / 100)
  const offset = Math.round((exact - ours) * 10) / 10
  return Math.abs(offset) <= 0.5 ? 0 : offset
}

/** The local day a clock shows. */
export function localDay({ year, month, dayOfMonth }: DateTime): string | undefined {
  if (year === undefined || month === undefined || dayOfMonth === undefined) return undefined
  return `${year}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`
}

/** Our time as the meter would show it, with the deviation it has at present. */
export function ourTimeFor({ deviation, status }: DateTime, milliseconds: number): DateTime {
  if (deviation === undefined) {
    const advice = 'give the time as its local time, for example set-clock 2026-11-21T12:00'
    throw new Refusal(
      'application',
      'deviation-unknown',
      `the meter does not tell its deviation from UTC; ${advice}`,
    )
  }
  const wall = new Date(milliseconds - deviation * 60_000)
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
