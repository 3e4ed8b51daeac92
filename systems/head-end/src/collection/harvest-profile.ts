import type { Zone } from '@ferraris/cosem'
import {
  type ColumnRole,
  decodeProfileColumns,
  intervalsFromProfile,
  isSuspectRow,
  type ProfileColumns,
  type ProfileRegister,
  quality,
  type Stamps,
} from '@ferraris/metering'
import type { CaptureObject, ProfileFacts, ScalerUnit } from '../database/tables.ts'
import { withOrdinals } from '../events/event-writer.ts'
import type { ReadingTypes } from '../readings/reading-types.ts'
import type { Harvest } from './harvest.ts'
import { registersOf } from './learn-device.ts'
import { factorInto, stored } from './meter-values.ts'
import { profileKind, type Stretch } from './reading-plan.ts'

export interface ProfileContext {
  /** OBIS of the profile. */
  readonly profile: string
  readonly facts: ProfileFacts
  readonly units: Readonly<Record<string, ScalerUnit>>
  readonly types: ReadingTypes
  /** Whose midnight divides the days. */
  readonly zone: Zone
  readonly stamps: Stamps
  readonly stretch: Stretch
}

/** Takes the rows of a stretch of a profile into the harvest: as interval blocks, register readings or events. */
export function harvestProfile(harvest: Harvest, buffer: Uint8Array, context: ProfileContext): void {
  const { profile, facts, stamps, stretch } = context
  const kind = profileKind(facts)
  const roles = facts.columns.map(column => roleOf(column, kind === 'events'))
  const rows = decodeProfileColumns(buffer, roles, { ...stamps, capturePeriod: facts.capturePeriod })
  if (kind === 'intervals') takeIntervals(harvest, rows, context)
  else if (kind === 'events') takeEvents(harvest, rows, profile)
  else takeSnapshots(harvest, rows, context)
  const last = lastTime(rows, stretch)
  if (last !== undefined) harvest.readUntil[profile] = Math.max(last, harvest.readUntil[profile] ?? 0)
}

function roleOf({ classId, obis, attribute }: CaptureObject, isLog: boolean): ColumnRole {
  if (attribute !== 2) return 'ignored'
  if (classId === 8) return 'clock'
  if (classId === 1 && obis.startsWith('0.0.96.10.')) return 'status'
  if (classId === 1 && isLog && obis.startsWith('0.0.96.11.')) return 'register'
  return !isLog && (classId === 3 || classId === 4) ? 'register' : 'ignored'
}

function takeIntervals(harvest: Harvest, rows: ProfileColumns, context: ProfileContext): void {
  const { facts, units, types, zone, stretch } = context
  const registers = registersOf(facts).map(
    (obis): ProfileRegister => ({
      obis,
      kind: isCumulative(obis) ? 'cumulative' : 'increment',
      factor: factorInto(types, obis, units[obis]!),
      wrapsAt: 2 ** 32,
    }),
  )
  const { blocks, unused } = intervalsFromProfile(rows, registers, {
    zone,
    period: facts.capturePeriod,
    ...stretch,
  })
  harvest.blocks.push(...blocks)
  harvest.unusedRows += unused.offGrid + unused.withoutTime + unused.outOfRange
}

/** Value group D of OBIS: 8 and 9 are time integrals that go on, 29 and the averages begin anew each period (IEC 62056-6-1). */
function isCumulative(obis: string): boolean {
  return /^\d+\.\d+\.\d+\.[89]\./.test(obis)
}

function takeEvents(harvest: Harvest, rows: ProfileColumns, log: string): void {
  const entries = Array.from(rows.times, (time, i) => ({ time, log, code: rows.registers[0]![i]! }))
  harvest.events.push(...withOrdinals(entries.filter(({ time, code }) => !Number.isNaN(time + code))))
}

function takeSnapshots(
  harvest: Harvest,
  rows: ProfileColumns,
  { profile, facts, units, types }: ProfileContext,
): void {
  const names = registersOf(facts)
  rows.times.forEach((time, row) => {
    if (Number.isNaN(time)) {
      harvest.unusedRows++
      return
    }
    const registers = names.flatMap((obis, column) => {
      const number = rows.registers[column]![row]!
      return Number.isNaN(number)
        ? []
        : [{ obis, value: stored(number, factorInto(types, obis, units[obis]!)) }]
    })
    const code = isSuspectRow(rows.status[row]!) ? quality.suspect : quality.valid
    harvest.readings.push({ time, origin: profile, registers, quality: code })
  })
}

function lastTime({ times }: ProfileColumns, { from, to }: Stretch): number | undefined {
  let last: number | undefined
  for (const time of times) if (time >= from && time <= to && (last === undefined || time > last)) last = time
  return last
}
