import type { Data } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { isoTime, type Plain, plainAttribute } from '../values/plain-value.ts'
import type { Reading, ReadRows } from './read.ts'
import type { Profile } from './read-profile.ts'
import { registerValue } from './register-value.ts'

/** A whole reading for programs. */
export function readingDocument({ device, identity, clock, registers, profile }: Reading) {
  return {
    device: device ?? null,
    identity,
    clock: { time: isoTime(clock.time), offsetSeconds: clock.offsetSeconds },
    registers: registers.map(({ text: _, ...register }) => register),
    ...(profile && { profile: profileDocument(profile) }),
  }
}

/** A profile for programs: its rows with scaled values, and its intervals. */
export function profileDocument({ profile, intervals }: ReadRows) {
  const cell = (data: Data, column: Profile['columns'][number]): Plain => {
    const of = column.kind === 'time' ? classes.clock : undefined
    if (column.scalerUnit !== undefined) return registerValue(data, column.scalerUnit)?.value ?? null
    return plainAttribute(of, 2, data)
  }
  return {
    obis: profile.obis,
    capturePeriod: profile.capturePeriod,
    captureObjects: profile.columns.map(({ classId, obis: name, attribute }) => ({
      classId,
      obis: name,
      attribute,
    })),
    rows: profile.rows.map(row => row.map((data, i) => cell(data, profile.columns[i]!))),
    ...(intervals && {
      intervals: {
        seconds: intervals.seconds,
        ends: intervals.ends.map(isoTime),
        series: intervals.series,
      },
    }),
  }
}
