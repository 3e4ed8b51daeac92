import { isoTime, profileKind } from '@ferraris/client'
import type { EventProfileName } from '@ferraris/metering'
import { eventsOf } from './logged-events.ts'
import { plainRow } from './plain-row.ts'
import type { NamedRegister, Reading, ReadRows } from './reading.ts'

/** A whole reading for programs. */
export function readingDocument({ device, identity, clock, registers, profile }: Reading) {
  return {
    device: device ?? null,
    identity,
    clock: { time: isoTime(clock.time), offsetSeconds: clock.offsetSeconds },
    registers: registers.map(registerDocument),
    ...(profile && { profile: profileDocument(profile) }),
  }
}

function registerDocument({ obis, name, value, unit }: NamedRegister) {
  return { obis, name, value, unit }
}

/** A profile for programs: its rows with scaled values, and its intervals; of a log what the numbers mean, too. */
export function profileDocument({ profile, intervals }: ReadRows, list?: EventProfileName) {
  const { obis, head, rows } = profile
  return {
    obis,
    capturePeriod: head.capturePeriod,
    captureObjects: head.columns.map(({ classId, obis: name, attribute }) => ({
      classId,
      obis: name,
      attribute,
    })),
    rows: rows.map(row => plainRow(profile, row)),
    ...(profileKind(head) === 'events' && { events: eventsOf(profile, list) }),
    ...(intervals && {
      intervals: {
        seconds: intervals.seconds,
        ends: intervals.ends.map(isoTime),
        series: intervals.series,
      },
    }),
  }
}
