import {
  type Association,
  ask,
  attributesQuery,
  clockQuery,
  firstSelection,
  type ModelQuirks,
  type ProfileHead,
  profileKind,
  type Query,
  quirksOf,
  type RawRegister,
  type RefusedRegister,
  type RowSelection,
  rawNumber,
  readModel,
  registerQuery,
  rowsQuery,
  type Span,
  sourceOf,
  stampsOf,
  using,
} from '@ferraris/client'
import { type LocalDate, type Obis, obis, zone } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { quality, scaledInteger, secondsOf, secondsPerDay, wholeSecondsOf } from '@ferraris/metering'
import { registerOfAlarm } from '../../events/alarm-codes.ts'
import { isPlausible } from '../../readings/plausible.ts'
import type { ReadingTypes } from '../../readings/reading-types.ts'
import type { MeterReadSchedule } from '../../schedules/schemas.ts'
import type { Lease } from '../leases/lease.ts'
import type { Harvest } from './harvest.ts'
import { harvestProfile } from './harvest-profile.ts'
import { type KnownDevice, learnDevice } from './learn-device.ts'
import { factorInto } from './meter-values.ts'
import { openStretches } from './reading-plan.ts'
import { keepBehindClock, readAgainFrom, setBackBy } from './set-back.ts'

export interface DeviceReading {
  readonly session: Association
  readonly lease: Lease
  readonly schedule: Pick<MeterReadSchedule, 'profiles' | 'registers' | 'historyDays'>
  readonly types: ReadingTypes
  /** Models that differ from the standard. */
  readonly quirks?: readonly ModelQuirks[] | undefined
  /** Local days stored complete, if that has been looked up. */
  readonly complete?: ReadonlySet<LocalDate> | undefined
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** Stretches up to this long are asked for together with the clock, in one round trip. */
const shortStretch = 3 * secondsPerDay

/**
 * Reads what a schedule names of one meter: clock, registers, and each profile from where it is stored up to now,
 * oldest first. Short stretches come with the rest in one request; a longer history piece by piece. What has come is
 * in `harvest` also when the session breaks off.
 */
export async function readDevice(reading: DeviceReading, harvest: Harvest): Promise<void> {
  const { session, lease, schedule, types, now } = reading
  const model = lease.model ?? (await readModel(session))
  const quirks = quirksOf(model, reading.quirks ?? [])
  const source = sourceOf(session, quirks, now)
  const local = zone(lease.timeZone)
  const terms = { server: session.server, quirks, stamps: stampsOf(quirks, local) }
  const { yes: words = [], no: registers = [] } = Object.groupBy(schedule.registers.map(obis), name =>
    registerOfAlarm(name) === undefined ? 'no' : 'yes',
  )
  const wanted = { profiles: schedule.profiles.map(obis), registers }
  const device = await learnDevice(source, lease, wanted, types, model)
  harvest.learned = device.learned
  const heads = new Map([...device.profiles].filter(([, { columns }]) => columns.length > 0))

  const rowsOf = (profile: Obis, head: ProfileHead, span: Span): Query<void> =>
    using(rowsQuery(profile, head, span, terms), ({ rows, selection }) => {
      harvestProfile(harvest, rows, { head, units: device.units, types, zone: local, span })
      if (selection !== firstSelection(head, terms)) keepSelection(profile, { ...head, selection })
    })
  const keepSelection = (profile: Obis, head: ProfileHead) => {
    heads.set(profile, head)
    harvest.learned = { ...harvest.learned, profiles: { ...harvest.learned?.profiles, [profile]: head } }
  }
  const stretchesOf = (head: ProfileHead, readUntil: number | undefined, complete = reading.complete) => {
    const history = { readUntil, historyDays: schedule.historyDays, ...(complete && { complete }) }
    return merged(openStretches(head, history, local, secondsOf(now())), firstSelection(head, terms))
  }

  const first: Query<void>[] = [
    using(clockQuery(terms.stamps), clock => {
      if ('offsetSeconds' in clock) harvest.clockOffsetSeconds = clock.offsetSeconds ?? undefined
    }),
  ]
  const later: [Obis, Span[]][] = []
  for (const [profile, head] of heads) {
    // A log is short, however far back it goes.
    const isShort = ({ from, to }: Span) => to - from <= shortStretch || profileKind(head) === 'events'
    const isSoon = (span: Span) => isShort(span) && firstSelection(head, terms) === 'range'
    const stretches = stretchesOf(head, lease.readUntil[profile])
    first.push(...stretches.filter(isSoon).map(span => rowsOf(profile, head, span)))
    later.push([profile, stretches.filter(span => !isSoon(span))])
  }
  first.push(...registerQueries(reading, registers, device.units, harvest))
  first.push(...words.toSorted().map(name => alarmQuery(name, harvest, now)))
  await ask(source, ...first)
  keepRead()

  const back = setBackBy(lease, harvest)
  const again: typeof later = []
  for (const [profile, head] of back > 0 ? heads : []) {
    const until = lease.readUntil[profile]
    if (until === undefined) continue
    again.push([profile, stretchesOf(head, readAgainFrom(until, back, head), new Set())])
  }
  for (const [profile, stretches] of [...again, ...later]) {
    for (let open = stretches; open.length > 0; ) {
      const head = heads.get(profile)
      const [span, ...rest] = head === undefined ? [] : merged(open, firstSelection(head, terms))
      if (head === undefined || span === undefined) break
      await ask(source, rowsOf(profile, head, span))
      keepRead()
      open = rest
    }
  }

  function keepRead(): void {
    const { clockOffsetSeconds } = harvest
    if (clockOffsetSeconds !== undefined)
      keepBehindClock(harvest, lease, heads, secondsOf(now()) + clockOffsetSeconds)
  }
}

/** Stretches to ask for: all in one where one answer has all rows anyway. */
function merged(stretches: readonly Span[], selection: RowSelection): Span[] {
  const [first, last] = [stretches[0], stretches.at(-1)]
  if (selection === 'range' || first === undefined || last === undefined) return [...stretches]
  return [{ from: first.from, to: last.to }]
}

/** One reading of all registers; those that the meter does not have are left out. */
function registerQueries(
  { types, now }: DeviceReading,
  names: readonly Obis[],
  units: KnownDevice['units'],
  harvest: Harvest,
): Query<void>[] {
  const registers: { obis: Obis; value: number }[] = []
  const { classId } = classes.register
  const take = (answer: RawRegister | RefusedRegister) => {
    if ('raw' in answer) {
      const { obis, raw, scalerUnit } = answer
      registers.push({ obis, value: scaledInteger(Number(raw), factorInto(types, obis, scalerUnit)) })
    }
    if (answer.obis !== names.at(-1) || registers.length === 0) return
    const time = wholeSecondsOf(now())
    harvest.readings.push({ time, origin: 'registers', registers, quality: quality.valid })
  }
  return names.map(obis => using(registerQuery({ classId, obis, scaler: units.get(obis) }), take))
}

/** An alarm register or descriptor (class 1), by the clock of the meter, which was asked for before. */
function alarmQuery(name: Obis, harvest: Harvest, now: () => number): Query<void> {
  const place = { classId: classes.data.classId, obis: name, attribute: classes.data.attributes.value.id }
  return using(attributesQuery([place]), ([answer]) => {
    const word = answer !== undefined && 'data' in answer ? rawNumber(answer.data) : undefined
    if (word === undefined) return
    const ours = wholeSecondsOf(now())
    const theirs = ours + Math.round(harvest.clockOffsetSeconds ?? 0)
    const time = isPlausible(theirs, now()) ? theirs : ours
    harvest.alarms.push({ register: name, word: Number(word), time })
  })
}
