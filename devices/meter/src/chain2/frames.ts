import type { FrameNumber, FrameOf } from '@ferraris/chain2'
import { type DateTime, dateTimeAt } from '@ferraris/cosem'
import { secondsPerDay, secondsPerQuarter } from '@ferraris/metering'
import { isItalianHoliday } from '../calendar/holidays.ts'
import type { LocalCalendar } from '../calendar/local-day.ts'
import type { Quadrant } from '../metrology/quadrants.ts'
import { type Channel, register } from '../metrology/registers.ts'
import type { MeterStore } from '../store/meter-store.ts'
import type { VoltageRow } from '../store/supply/voltage-profile.ts'
import type { CustomerSettings, MeterAssociation } from './association.ts'

/** What frames are made of: nothing here is kept, all of it is read from the store at an instant. */
export interface FrameSource {
  readonly store: MeterStore
  readonly calendar: LocalCalendar
  readonly association: MeterAssociation
  readonly settings: CustomerSettings
  readonly plate: string
  /** What the supply may draw, W. */
  readonly availablePower: (now: number) => number
}

/** What is available besides the contract where nothing limits the supply: what the limiter of 3 kW contracts lets through. */
const tolerated = 1.1
const noLimit = 0xffffffff

/** What the supply may draw, W: what its limiter lets through, or a tenth more than the contract. */
export function availablePowerOf({ contract }: CustomerSettings, limit = noLimit): number {
  return limit === noLimit ? Math.round(contract.contractPower * tolerated) : limit
}

/** Frames that end a period, by the instant at which they are told. */
export type PeriodicFrame = Exclude<FrameNumber, 20 | 21 | 22 | 23 | 25 | 41 | 51>

/** 32-bit registers wrap around. */
function wrapped(value: number): number {
  return value >>> 0
}

/** The quarter that ended last by the meter's clock, and the true instant of its end. */
function lastQuarter(store: MeterStore, now: number) {
  const shown = store.clock.read(now)
  const measureTime = Math.floor(shown / secondsPerQuarter) * secondsPerQuarter
  return { messageTime: shown, measureTime, end: now - (shown - measureTime) }
}

/** What a register counted in the quarter that ended at an instant, and in the one before; 16 bits hold 65 kWh. */
function quarters(at: (instant: number) => number, end: number) {
  const [total, before, earlier] = [at(end), at(end - secondsPerQuarter), at(end - 2 * secondsPerQuarter)]
  const counted = (energy: number): number => Math.max(0, Math.min(0xffff, energy))
  return { total: wrapped(total), last: counted(total - before), previous: counted(before - earlier) }
}

function quarterFrame(store: MeterStore, direction: 'import' | 'export', now: number) {
  const { messageTime, measureTime, end } = lastQuarter(store, now)
  const { total, last, previous } = quarters(instant => store.energy(direction, instant), end)
  return {
    messageTime,
    measureTime,
    quarterEnergy: last,
    previousQuarterEnergy: previous,
    power: direction === 'import' ? store.importPower(now) : store.exportPower(now),
    averagePower: 4 * last,
    totalEnergy: total,
  }
}

function localTime({ calendar }: FrameSource, shown: number): DateTime {
  return dateTimeAt(shown, calendar.zone)
}

/** 0 working day, 1 Saturday, 2 Sunday and holiday (our choice). */
function dayTypeOf(day: number): number {
  const ofWeek = (((day + 3) % 7) + 7) % 7
  return ofWeek === 6 || isItalianHoliday(day) ? 2 : ofWeek === 5 ? 1 : 0
}

function dayFrame(source: FrameSource, now: number): FrameOf<5> {
  const { store, calendar } = source
  const shown = store.clock.read(now)
  const offset = shown - now
  const local = calendar.of(calendar.at(shown).day - 1)
  const [from, to] = [local.start - offset, local.end - offset]
  const [first, last] = [store.registers(from), store.registers(to)]
  const used = (channel: Channel): number => Math.max(0, register(last, channel) - register(first, channel))
  const highest = store.power.highest(0, from, to)
  return {
    frame: 5,
    messageTime: shown,
    measureTime: local.end - 1,
    energyF1: used('tariff1'),
    energyF2: used('tariff2'),
    energyF3: used('tariff3'),
    energyF4: used('tariff4'),
    energyF5: 0,
    energyF6: 0,
    maxPower: highest.power,
    maxPowerTime: localTime(source, highest.at + offset),
    // Our meters tell of prepayment on their displays, and by class 111.
    credit: 0,
    dayType: dayTypeOf(local.day),
  }
}

/** The closing of a month: registers of the tariffs, of which our meters have those of consumption alone. */
function monthFrame(source: FrameSource, now: number) {
  const { store } = source
  const shown = store.clock.read(now)
  const row = store.billingProfile.range(shown - 40 * secondsPerDay, shown, now).at(-1)
  if (row === undefined) return undefined
  const total = (channel: Channel): number => wrapped(register(row.registers, channel))
  return {
    messageTime: shown,
    measureTime: row.shown,
    energyF1: total('tariff1'),
    energyF2: total('tariff2'),
    energyF3: total('tariff3'),
    energyF4: total('tariff4'),
    energyF5: 0,
    energyF6: 0,
    maxPower: Math.max(0, row.demand.power),
    maxPowerTime: localTime(source, row.demand.time),
    closingCode: 0,
  }
}

const nominal = 2300

function weekFrame(source: FrameSource, now: number): FrameOf<9> | undefined {
  const { store } = source
  const shown = store.clock.read(now)
  const end = shown - (shown % 600)
  const rows = store.quality.voltageProfile('tenMinutes').range(end - 7 * secondsPerDay, end, now)
  const phases = rows.flatMap(({ shown: time, phases: felt }: VoltageRow) =>
    felt.map(volts => ({ time, ...volts })),
  )
  if (phases.length === 0) return undefined
  const least = phases.reduce((a, b) => (b.least < a.least ? b : a))
  const most = phases.reduce((a, b) => (b.most > a.most ? b : a))
  const share = (from: number, to: number): number =>
    phases.filter(({ mean }) => mean / nominal >= from && mean / nominal < to).length
  return {
    frame: 9,
    messageTime: shown,
    measureTime: end,
    minVoltage: least.least / 10,
    minVoltageTime: localTime(source, least.time),
    maxVoltage: most.most / 10,
    maxVoltageTime: localTime(source, most.time),
    within10: share(0.9, 1.1),
    downTo15: share(0.85, 0.9),
    upTo15: share(1.1, 1.15),
    above15: share(1.15, 10),
    below15: share(0, 0.85),
  }
}

/** While active power is drawn, and while it is fed in. */
const quadrantsOf = {
  3: { inductive: 'QI', capacitive: 'QIV' },
  4: { inductive: 'QIII', capacitive: 'QII' },
} as const

function reactiveFrame(store: MeterStore, frame: 3 | 4, now: number) {
  const { messageTime, measureTime, end } = lastQuarter(store, now)
  const of = (quadrant: Quadrant) => quarters(instant => store.quadrants(instant)[quadrant], end)
  const [inductive, capacitive] = [of(quadrantsOf[frame].inductive), of(quadrantsOf[frame].capacitive)]
  return {
    messageTime,
    measureTime,
    quarterInductive: inductive.last,
    previousQuarterInductive: inductive.previous,
    quarterCapacitive: capacitive.last,
    previousQuarterCapacitive: capacitive.previous,
    totalInductive: inductive.total,
    totalCapacitive: capacitive.total,
  }
}

/** A frame of a period that has ended; undefined where the meter has nothing to tell. */
export function periodicFrame(frame: PeriodicFrame, source: FrameSource, now: number) {
  const { store } = source
  switch (frame) {
    case 1:
      return {
        frame,
        tariff: store.tariffs.active(now),
        ...quarterFrame(store, 'import', now),
      } satisfies FrameOf<1>
    case 2:
      return { frame, ...quarterFrame(store, 'export', now) } satisfies FrameOf<2>
    case 3:
      return { frame, ...reactiveFrame(store, 3, now) } satisfies FrameOf<3>
    case 4:
      return { frame, ...reactiveFrame(store, 4, now) } satisfies FrameOf<4>
    case 5:
      return dayFrame(source, now)
    case 9:
      return weekFrame(source, now)
    case 10: {
      const month = monthFrame(source, now)
      return month && ({ frame, ...month } satisfies FrameOf<10>)
    }
    case 11: {
      // What is fed in has no tariffs in our meters: all of it stands in F1.
      const month = monthFrame(source, now)
      if (month === undefined) return undefined
      const at = now - (store.clock.read(now) - month.measureTime)
      const total = wrapped(register(store.registers(at), 'export'))
      return {
        frame,
        ...month,
        energyF1: total,
        energyF2: 0,
        energyF3: 0,
        energyF4: 0,
        maxPower: 0,
        maxPowerTime: localTime(source, month.measureTime),
      } satisfies FrameOf<11>
    }
  }
}

/** The contract, told as it becomes known and as it changes. */
export function contractFrame(
  { store, association, settings, plate, availablePower }: FrameSource,
  event: { readonly eventType: number; readonly eventTime: number; readonly eventCount: number },
  now: number,
): FrameOf<20> {
  const { contract, gap } = settings
  return {
    frame: 20,
    messageTime: store.clock.read(now),
    ...event,
    customerCode: contract.customerCode,
    pod: association.pod,
    pesse: contract.pesse,
    vendor: contract.vendor,
    phone: contract.phone,
    contractStart: contract.start ?? {},
    contractPower: contract.contractPower,
    availablePower: availablePower(now),
    // The first of every month.
    freezingDay: { dayOfMonth: 1 },
    gap,
    plate,
    k: 1,
  }
}
