import {
  addDays,
  type DateTime,
  dateTimeAt,
  instantOf,
  type Obis,
  obis,
  scaledText,
  type Zone,
} from '@ferraris/cosem'
import { catalogue, type Reading as TableReading } from '@ferraris/smitp/tables'
import { Refusal } from '../../errors.ts'
import { type ClockReading, localDay } from './clock.ts'
import { intervalsOf } from './intervals.ts'
import { localMidnight } from '../values/moment.ts'
import { obisName } from '../values/obis-names.ts'
import type { Reading, ReadRows } from './read.ts'
import { profileDocument, readingDocument } from './read-document.ts'
import type { ProfileRange } from './read-profile.ts'
import type { ReadRegister } from './read-registers.ts'
import { attributesText, profileText, readingText } from './read-view.ts'
import type { Target } from '../values/target.ts'
import { show } from '../../terminal/say.ts'
import { type SmitpMeter, type SmitpOptions, withSmitpMeter } from '../open/open-smitp-meter.ts'
import { readTableProfile, type Span } from './table-profiles.ts'

/** What is asked of a meter, as `meter read` takes it. */
export interface Wanted {
  readonly targets: readonly Target[]
  readonly profile: Obis | undefined
  readonly range: ProfileRange | undefined
}

/** `meter read` of a meter with tables: the same values under the same names as through COSEM. */
export async function readTables(
  uri: string,
  { targets, profile, range }: Wanted,
  options: SmitpOptions & { readonly json?: boolean },
): Promise<void> {
  await withSmitpMeter(uri, options, async meter => {
    if (targets.length > 0) {
      const found = await readNamed(meter, targets)
      show(options.json, { values: found }, () => attributesText(found))
    } else if (profile !== undefined) {
      const rows = await readRows(meter, profile, range ?? {})
      show(options.json, profileDocument(rows), () => profileText(rows))
    } else {
      const reading = await readWholeMeter(meter, range)
      show(options.json, readingDocument(reading), () => readingText(reading))
    }
  })
}

const loadProfile = obis('1.0.99.1.0.255')

/** Identity, clock, registers, and a day's load profile. */
export async function readWholeMeter(meter: SmitpMeter, range: ProfileRange | undefined): Promise<Reading> {
  const { session, uri } = meter
  const clock = await readTableClock(meter)
  const { serial } = await session.row(catalogue.identity, 0)
  const { version } = await session.row(catalogue.firmware, 0)
  const identity = [
    [catalogue.identity.obis, serial],
    [catalogue.firmware.obis, version],
  ].map(([name, value]) => ({ obis: obis(name!), name: obisName(obis(name!)), value: value! }))
  const registers = await readTableRegisters(meter)
  const day = localDay(clock.time)!
  const today = { from: localMidnight(day), to: localMidnight(addDays(day, 1)) }
  return {
    device: uri.device,
    identity,
    clock,
    registers,
    profile: await readRows(meter, loadProfile, range ?? today),
  }
}

/** What the clock shows, and how far it is ahead of ours, which is taken half-way. */
export async function readTableClock({ session, zone }: SmitpMeter): Promise<ClockReading> {
  const asked = Date.now()
  const { seconds, milliseconds } = await session.row(catalogue.clock, 0)
  const ours = (asked + Date.now()) / 2
  const offset = Math.round((seconds * 1000 + milliseconds - ours) / 100) / 10
  return {
    time: dateTimeAt(seconds, zone),
    offsetSeconds: Math.abs(offset) <= 0.5 ? 0 : offset,
  }
}

/** Energies, tariff registers, and what is measured now. */
export async function readTableRegisters({ session }: SmitpMeter): Promise<ReadRegister[]> {
  const { totals, tariffRegisters, supplyQuality } = catalogue
  return [
    ...totals.readings!(await session.row(totals, 0)),
    ...tariffRegisters.readings!(await session.row(tariffRegisters, 0)),
    ...supplyQuality.readings!(await session.row(supplyQuality, 0)),
  ].map(register)
}

function register({ obis: code, value, scaler, unit }: TableReading): ReadRegister {
  const name = obis(code)
  const text = scaledText(value, scaler)
  return { obis: name, name: obisName(name), value: Number(text), text, unit }
}

async function readNamed(meter: SmitpMeter, targets: readonly Target[]) {
  const registers = await readTableRegisters(meter)
  return targets.map(({ obis: name, id = 2 }) => {
    const found = id === 2 ? registers.find(register => register.obis === name) : undefined
    if (found === undefined) {
      const advice = 'registers are in tables, and profiles with --profile; the rest is read through DLMS'
      throw new Refusal('application', 'object-undefined', `no table holds ${name}:${id}; ${advice}`)
    }
    const { value, unit } = found
    return {
      obis: name,
      attribute: id,
      name: found.name,
      attributeName: 'value',
      type: 'double-long-unsigned' as const,
      value,
      unit,
    }
  })
}

/** A profile from tables, with its intervals. */
export async function readRows(
  { session, zone }: SmitpMeter,
  name: Obis,
  range: ProfileRange,
): Promise<ReadRows> {
  const profile = await readTableProfile(session, zone, name, spanOf(range, zone))
  return { profile, intervals: intervalsOf(profile) }
}

/** Local times as UNIX seconds; an end that is open is the first or the last there can be. */
function spanOf({ from, to }: ProfileRange, zone: Zone): Span {
  const second = (value: DateTime | undefined, open: number): number =>
    value === undefined ? open : (instantOf(value, zone) ?? open)
  return { from: second(from, 0), to: second(to, 0xffff_ffff) }
}
