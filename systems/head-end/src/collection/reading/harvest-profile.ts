import {
  type ProfileHead,
  type ProfileRows,
  profileKind,
  profileRegisters,
  registersOf,
  type Span,
} from '@ferraris/client'
import type { Obis, ScalerUnit, Zone } from '@ferraris/cosem'
import {
  intervalsFromProfile,
  isSuspectRow,
  type ProfileColumns,
  quality,
  scaledInteger,
} from '@ferraris/metering'
import { isEventCode } from '../../events/device-event.ts'
import { withOrdinals } from '../../events/event-writer.ts'
import type { ReadingTypes } from '../../readings/reading-types.ts'
import type { Harvest } from './harvest.ts'
import { factorInto } from './meter-values.ts'

type Rows = Pick<ProfileRows, 'obis' | keyof ProfileColumns>

interface ProfileContext {
  readonly head: ProfileHead
  readonly units: ReadonlyMap<Obis, ScalerUnit>
  readonly types: ReadingTypes
  /** Its midnight divides the days. */
  readonly zone: Zone
  /** The range asked for; rows outside are dropped. */
  readonly span: Span
}

/** Takes rows of a profile into the harvest: as interval blocks, register readings or events. */
export function harvestProfile(harvest: Harvest, rows: Rows, context: ProfileContext): void {
  const { head, span } = context
  const kind = profileKind(head)
  if (kind === 'intervals') takeIntervals(harvest, rows, context)
  else if (kind === 'events') takeEvents(harvest, rows)
  else takeSnapshots(harvest, rows, context)
  const last = lastTime(rows, span)
  if (last !== undefined)
    harvest.readUntil[rows.obis] = Math.max(last, harvest.readUntil[rows.obis] ?? Number.NEGATIVE_INFINITY)
}

function factorsOf({ units, types }: ProfileContext): (obis: Obis) => number {
  return obis => {
    const unit = units.get(obis)
    return unit === undefined ? 1 : factorInto(types, obis, unit)
  }
}

function takeIntervals(harvest: Harvest, rows: Rows, context: ProfileContext): void {
  const { head, zone, span } = context
  const { blocks, unused } = intervalsFromProfile(rows, profileRegisters(head, factorsOf(context)), {
    zone,
    period: head.capturePeriod,
    ...span,
  })
  harvest.blocks.push(...blocks)
  harvest.unusedRows += unused.offGrid + unused.withoutTime + unused.outOfRange
}

function takeEvents(harvest: Harvest, { obis, times, registers: [codes] }: Rows): void {
  const entries = Array.from(times, (time, i) => ({ time, log: obis, code: codes?.[i] ?? Number.NaN }))
  const kept = entries.filter(({ time, code }) => !Number.isNaN(time) && isEventCode(code))
  harvest.events.push(...withOrdinals(kept))
  harvest.unusedRows += entries.length - kept.length
}

function takeSnapshots(harvest: Harvest, rows: Rows, context: ProfileContext): void {
  const factorOf = factorsOf(context)
  const names = registersOf(context.head)
  for (const [row, time] of rows.times.entries()) {
    if (Number.isNaN(time)) {
      harvest.unusedRows++
      continue
    }
    const registers = names.flatMap((obis, column) => {
      const number = rows.registers[column]?.[row] ?? Number.NaN
      return Number.isNaN(number) ? [] : [{ obis, value: scaledInteger(number, factorOf(obis)) }]
    })
    const code = isSuspectRow(rows.status[row] ?? 0) ? quality.suspect : quality.valid
    harvest.readings.push({ time, origin: rows.obis, registers, quality: code })
  }
}

function lastTime({ times }: Rows, { from, to }: Span): number | undefined {
  let last: number | undefined
  for (const time of times) if (time >= from && time <= to && (last === undefined || time > last)) last = time
  return last
}
