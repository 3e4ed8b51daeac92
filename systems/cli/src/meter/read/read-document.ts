import { quantityOf, rawNumber } from '@ferraris/client'
import type { Data, ScalerUnit } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { columnKindOf } from '@ferraris/cosem/profile'
import { isoTime, type Plain, plainAttribute } from '../values/plain-value.ts'
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

/** A profile for programs: its rows with scaled values, and its intervals. */
export function profileDocument({ profile, intervals }: ReadRows) {
  const { obis, head, units, rows } = profile
  return {
    obis,
    capturePeriod: head.capturePeriod,
    captureObjects: head.columns.map(({ classId, obis: name, attribute }) => ({
      classId,
      obis: name,
      attribute,
    })),
    rows: rows.map(row => row.map((cell, i) => plainCell(cell, units[i], isTime(profile, i)))),
    ...(intervals && {
      intervals: {
        seconds: intervals.seconds,
        ends: intervals.ends.map(isoTime),
        series: intervals.series,
      },
    }),
  }
}

/** Whether a column holds moments. */
export function isTime({ head }: ReadRows['profile'], column: number): boolean {
  const captured = head.columns[column]
  return captured !== undefined && columnKindOf(captured) === 'time'
}

function plainCell(cell: Data, unit: ScalerUnit | undefined, isTime: boolean): Plain {
  if (unit === undefined) return plainAttribute(isTime ? classes.clock : undefined, 2, cell)
  const raw = rawNumber(cell)
  return raw === undefined ? null : quantityOf(raw, unit).value
}
