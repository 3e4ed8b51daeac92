import { fromHex } from '@ferraris/bytes'
import {
  type ControlState,
  type EventName,
  errorsIn,
  ferraris,
  profileStatus,
  secondsPerQuarter,
} from '@ferraris/metering'
import {
  type catalogue,
  firmwareBlocksPerRow,
  type RowKind,
  type RowKindName,
  rowOfDay,
  rowOfMonth,
  type StatusBit,
} from '@ferraris/smitp/tables'
import { calendarFields } from '../calendar/civil-day.ts'
import { harmonicOrders, partOf, totalDistortion } from '../metrology/harmonics.ts'
import { type Registers, register } from '../metrology/registers.ts'
import { isTampered } from '../store/health/tampering.ts'
import type { DailyRow } from '../store/profiles/daily-profile.ts'
import { scheduleById, weekdayId } from '../store/tariffs/day-profiles.ts'
import { stepsIn } from '../store/tariffs/tariff-programme.ts'
import type { Context } from './context.ts'
import { customerRows } from './customer-rows.ts'
import { loadProfile } from './profile-rows.ts'
import { type RowSource, single, stamped } from './row-source.ts'

/** 230 V and a tenth of it, in 0.1 V (EN 50160). */
const nominal = 2300
const tolerance = 230

const oddOrders = harmonicOrders.filter(order => order % 2 === 1)

function shown({ store, now }: Context): number {
  return store.clock.read(now)
}

/** The newest event is no news once it is read by its number, as a master reads all that it does not know. */
function noted(events: RowSource<EventRow>): RowSource<EventRow> {
  return {
    ...events,
    row(context, number) {
      const { store, now, news } = context
      if (number === (store.events.count(now) & 0xff)) news.read(now)
      return events.row(context, number)
    },
  }
}

/** A register as it travels: 32 bit, over which it wraps around. */
function energies(row: Registers) {
  return {
    activeImport: register(row, 'import') >>> 0,
    activeExport: register(row, 'export') >>> 0,
    reactiveImport: register(row, 'reactiveImport') >>> 0,
    reactiveExport: register(row, 'reactiveExport') >>> 0,
  }
}

function tariffs(row: Registers) {
  return {
    tariff1: register(row, 'tariff1') >>> 0,
    tariff2: register(row, 'tariff2') >>> 0,
    tariff3: register(row, 'tariff3') >>> 0,
    tariff4: register(row, 'tariff4') >>> 0,
  }
}

function closure({ shown, status, registers }: DailyRow) {
  return {
    time: shown,
    status,
    ...energies(registers),
    ...tariffs(registers),
  }
}

const memoryErrors: ReadonlySet<EventName> = new Set([
  'programMemoryError',
  'ramError',
  'nonVolatileMemoryError',
])
function conditions({ store, now }: Context): Set<StatusBit> {
  const found = new Set<StatusBit>()
  if (store.status(now) & profileStatus.clockInvalid) found.add('clockInvalid')
  if (!store.supply.outputState) found.add('breakerOpen')
  const { harms } = store
  if (isTampered(harms, 'meter-cover', now) || isTampered(harms, 'terminal-cover', now))
    found.add('coverOpen')
  if (isTampered(harms, 'magnet', now)) found.add('magneticField')
  if (errorsIn(ferraris, store.errors.register(now)).some(error => memoryErrors.has(error)))
    found.add('memoryError')
  if (store.sample(now).phases.some(({ voltage }) => Math.abs(voltage - nominal) > tolerance)) {
    found.add('voltageAlarm')
  }
  return found
}

const controlStates = ['disconnected', 'connected', 'ready-for-reconnection'] as const satisfies Record<
  ControlState,
  string
>

type ValueOfKind<K> = K extends RowKind<infer T> ? T : never
type EventRow = ValueOfKind<typeof catalogue.event>

/** The rows of the catalogue as a view of the meter's store. */
export const rowSources: {
  readonly [Name in RowKindName]?: RowSource<ValueOfKind<(typeof catalogue)[Name]>>
} = {
  statusWord: single(context => ({
    bits: conditions(context),
    eventCounter: context.store.events.count(context.now),
    alarmCounter: context.store.alarms.changes,
  })),
  identity: single(({ identity, store }) => ({ phases: store.setup.phases, serial: identity.serial })),
  clock: single(context => {
    const seconds = shown(context)
    return {
      seconds,
      milliseconds: context.millisecond,
      zone: context.calendar.zone.offsetAt(seconds) / secondsPerQuarter,
      flags: 0,
    }
  }),
  tariffState: single(({ store, now }) => ({
    active: store.tariffs.active(now),
    plan: new TextDecoder().decode(store.tariffs.programme(now).name),
  })),
  tariffDay: {
    row: ({ store, calendar, now }, number) => {
      const programme = store.tariffs.programme(now)
      const { day } = calendar.at(now)
      const id = number <= 7 ? weekdayId(programme, day, number - 1) : programme.special[0]?.dayId
      // The tables hold whole hours only.
      return stepsIn(programme, scheduleById(programme, id)).map(({ quarter, tariff }) => ({
        hour: quarter >> 2,
        tariff,
      }))
    },
  },
  breaker: single(({ store: { supply } }) => ({
    output: supply.outputState ? 'closed' : 'open',
    controlState: controlStates[supply.controlState],
    controlMode: supply.controlMode,
  })),
  limiter: single(({ powerLimits, now }) => powerLimits?.read(now)),
  totals: single(context => ({
    time: shown(context),
    ...energies(context.store.registers(context.now)),
  })),
  apparent: single(context => {
    const { store, now } = context
    const [energyImport, energyExport] = store.apparentEnergy(now)
    const { apparentImport, apparentExport, powerFactor } = store.sample(now)
    return {
      time: shown(context),
      energyImport: energyImport >>> 0,
      energyExport: energyExport >>> 0,
      powerImport: apparentImport,
      powerExport: apparentExport,
      powerFactor,
    }
  }),
  supplyFailures: single(({ store: { failures, thresholds }, now }) => {
    const any = failures.count('any', now)
    return {
      all: failures.count('all', now).count,
      any: any.count,
      long: any.long,
      lastLong: any.lastLong === undefined ? 0 : any.lastLong.to - any.lastLong.from,
      threshold: thresholds.at('longFailure', now),
    }
  }),
  dips: {
    row: ({ store, now }, phase) => {
      if (phase > store.setup.phases) return undefined
      const [sag, swell] = [
        store.quality.dips('sag', now, phase - 1),
        store.quality.dips('swell', now, phase - 1),
      ]
      return {
        sags: sag.count,
        sagDuration: 10 * (sag.last?.duration ?? 0),
        sagVoltage: sag.last?.voltage ?? 0,
        swells: swell.count,
        swellDuration: 10 * (swell.last?.duration ?? 0),
        swellVoltage: swell.last?.voltage ?? 0,
      }
    },
  },
  harmonics: {
    row: ({ store, now }, phase) => {
      if (phase > store.setup.phases) return undefined
      const { voltage, current } = store.quality.harmonics(now, phase - 1)
      const tenths = (percent: number): number => Math.min(0xffff, Math.round(10 * percent))
      return {
        totalVoltage: tenths(totalDistortion(voltage)),
        totalCurrent: tenths(totalDistortion(current)),
        // A row with the even ones, too, is longer than a message.
        orders: oddOrders.map(order => ({
          voltage: tenths(partOf(voltage, order)),
          current: tenths(partOf(current, order)),
        })),
      }
    },
  },
  tariffRegisters: single(context => ({
    time: shown(context),
    ...tariffs(context.store.registers(context.now)),
  })),
  monthlyClosure: stamped(({ store, calendar, now }, from, to) =>
    store.billingProfile.range(from, to, now).map(row => {
      const { year, month } = calendarFields(calendar.at(row.shown - 1).day)
      const value = { ...closure(row), demand: row.demand.power >>> 0, demandTime: row.demand.time }
      return { number: rowOfMonth(year, month), value }
    }),
  ),
  dailyClosure: stamped(({ store, calendar, now }, from, to) =>
    store.dailyProfile
      .range(from, to, now)
      .map(row => ({ number: rowOfDay(calendar.at(row.shown - 1).day), value: closure(row) })),
  ),
  loadActiveImport: loadProfile(0),
  loadActiveExport: loadProfile(1),
  loadReactiveImport: loadProfile(2),
  loadReactiveExport: loadProfile(3),
  event: noted(
    stamped(({ store, now }, from, to) => {
      const events = store.events.all(now)
      const before = store.events.count(now) - events.length
      return events.flatMap(({ shown, code }, i) => {
        if (shown < from || shown > to) return []
        const number = (before + i + 1) & 0xffff
        return [{ number: number & 0xff, value: { number, time: shown, code } }]
      })
    }),
  ),
  alarms: single(context => {
    const { alarms } = context.store
    return {
      time: shown(context),
      register1: alarms.read('register', 1),
      register2: alarms.read('register', 2),
      descriptor1: alarms.read('descriptor', 1),
      descriptor2: alarms.read('descriptor', 2),
      register3: alarms.read('register', 3),
      descriptor3: alarms.read('descriptor', 3),
    }
  }),
  supplyQuality: single(context => {
    const { frequency, phases } = context.store.sample(context.now)
    return {
      time: shown(context),
      frequency,
      phases: phases.map(({ voltage, current, import: drawn, export: fed }) => ({
        voltage,
        current,
        activeImport: Math.max(0, drawn),
        activeExport: Math.max(0, fed),
      })),
    }
  }),
  ...customerRows,
  firmware: single(({ identity }) => ({ version: identity.firmware })),
  firmwareTransfer: single(({ images: { transfer } }) => {
    if (transfer === undefined) return undefined
    const { id, size, sha256, version } = transfer
    return { transfer: id, size, sha256: fromHex(sha256), version }
  }),
  firmwareBlocks: {
    row: ({ images }, number) => {
      const first = (number - 2) * firmwareBlocksPerRow
      const count = Math.min(firmwareBlocksPerRow, images.blocks - first)
      if (count <= 0) return undefined
      const received = new Uint8Array(Math.ceil(count / 8))
      for (let i = 0; i < count; i++)
        if (images.has(first + i)) received[i >> 3] = (received[i >> 3] ?? 0) | (1 << (i & 7))
      return { received }
    },
  },
  lineStatistics: single(({ line }) => line && { ...line }),
}
