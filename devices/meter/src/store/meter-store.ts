import { type SwitchMovement, secondsPerHour, secondsPerQuarter } from '@ferraris/metering'
import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalCalendar } from '../calendar/local-day.ts'
import { disturbancesOf } from '../harms/disturbances.ts'
import type { PhasesFelt } from '../harms/effect.ts'
import { Forgotten } from '../harms/forgotten.ts'
import { Harms } from '../harms/harms.ts'
import { fedBack } from '../harms/kinds/load-side-voltage.ts'
import { effectOf } from '../harms/kinds.ts'
import { lonely } from '../load/feeder.ts'
import type { LoadSource } from '../load/load-source.ts'
import type { Apparent } from '../metrology/apparent-power.ts'
import type { CurveCache } from '../metrology/curve-cache.ts'
import type { Disturbance } from '../metrology/disturbances.ts'
import { type ExportLimit, exportLimitAt } from '../metrology/export-limits.ts'
import { type Demand, Metrology } from '../metrology/metrology.ts'
import { PowerScan } from '../metrology/power-scan.ts'
import type { Quadrants } from '../metrology/quadrants.ts'
import { type MeasuredChannel, measuredAt, type Registers, register } from '../metrology/registers.ts'
import { MetrologyRing } from '../metrology/ring/metrology-ring.ts'
import { type Phases, type Sample, sampleAt } from '../metrology/sample.ts'
import type { TariffCalendar } from '../metrology/tariff-calendar.ts'
import type { SupplyPoint } from '../metrology/voltage.ts'
import { Alarms } from './alarms/alarms.ts'
import { Errors } from './alarms/errors.ts'
import { countersOf } from './counted.ts'
import { EventLog } from './event-log.ts'
import { terminalTemperature } from './health/temperature.ts'
import { LegalChanges } from './legal-changes.ts'
import { AtomicMemory } from './memory/atomic-memory.ts'
import { unlessFull } from './memory/full-memory.ts'
import type { NonVolatile } from './memory/non-volatile.ts'
import { MeterClock } from './meter-clock.ts'
import { type BillingRow, billingProfile, runningDemand } from './profiles/billing-profile.ts'
import type { CapturedProfile } from './profiles/captured-profile.ts'
import { type DailyRow, dailyProfile } from './profiles/daily-profile.ts'
import { LoadProfile } from './profiles/load-profile.ts'
import { rowStatus } from './profiles/profile-status.ts'
import { setClock } from './set-clock.ts'
import { startingRegisters } from './starting-registers.ts'
import { SupplyEvents } from './supply/supply-events.ts'
import { SupplyFailures } from './supply/supply-failures.ts'
import { SupplyQuality } from './supply/supply-quality.ts'
import { Thresholds } from './supply/thresholds.ts'
import { keptInterruptions, SupplySwitch } from './supply-switch.ts'
import { SurroundingEvents } from './surrounding-events.ts'
import { TariffsInForce } from './tariffs/tariffs-in-force.ts'

/** What meters of one district have in common. */
export interface Surroundings {
  readonly calendar: LocalCalendar
  readonly tariffs: TariffCalendar
  readonly curves: CurveCache
}

/** One meter as it is set up. */
export interface MeterSetup {
  readonly serial: string
  readonly load: LoadSource
  /** Chance of this meter alone. */
  readonly seed: number
  readonly phases: Phases
  /** The local day with which its records begin. */
  readonly origin: CivilDay
  /** Days the load profile and the daily profile reach back. */
  readonly depthDays: number
  readonly memory: NonVolatile
}

/** The demand register: W, and the start of the running quarter in the meter's time. */
interface AveragePower {
  readonly running: number
  readonly last: number
  readonly since: number
}

/**
 * The one store of a meter, of which every protocol face is a view. Instants are true time in whole seconds; what is
 * stamped, is stamped with the meter's own clock.
 */
export class MeterStore {
  readonly setup: MeterSetup
  readonly memory: AtomicMemory
  readonly clock: MeterClock
  readonly loadProfile: LoadProfile
  readonly dailyProfile: CapturedProfile<DailyRow>
  readonly billingProfile: CapturedProfile<BillingRow>
  readonly events: EventLog
  readonly alarms: Alarms
  readonly errors: Errors
  readonly supply: SupplySwitch
  readonly legalChanges: LegalChanges
  /** The last hour, second by second. */
  readonly ring: MetrologyRing
  /** What is done to the meter and its supply. */
  readonly harms: Harms
  readonly forgotten: Forgotten
  readonly thresholds: Thresholds
  readonly tariffs: TariffsInForce
  /** Dips, harmonics, voltages over periods. */
  readonly quality: SupplyQuality
  readonly #metrology: Metrology
  readonly #calendar: LocalCalendar
  readonly #point: SupplyPoint
  readonly #surroundings: SurroundingEvents
  #supplyEvents: SupplyEvents | undefined

  constructor(setup: MeterSetup, { calendar, tariffs, curves }: Surroundings) {
    const { load, origin, seed, depthDays } = setup
    const memory = AtomicMemory.over(setup.memory)
    const harms = new Harms({
      memory,
      phases: setup.phases,
      begin: calendar.of(origin).start,
      changed: from => this.#disturbed(from),
    })
    this.harms = harms
    this.forgotten = new Forgotten(memory)
    const { forgotten } = this
    this.clock = new MeterClock(calendar.zone, calendar.of(origin).start, memory)
    const { clock } = this
    this.legalChanges = new LegalChanges(memory, clock)
    this.tariffs = new TariffsInForce({
      factory: tariffs,
      calendar,
      memory,
      legalChanges: this.legalChanges,
      switched: (changed, from) => metrology.switchTariffs(changed, from),
    })
    const metrology = new Metrology({
      load,
      calendar,
      tariffs: this.tariffs.tariffs,
      curves,
      seed,
      origin,
      startingRegisters: () => startingRegisters(load, origin, seed, calendar, tariffs),
      leftBehind: channel => forgotten.count(channel),
      disturbances: disturbancesIn(memory, harms, setup),
      exportLimits: memory.get<ExportLimit[]>(exportSetting) ?? [],
    })
    this.setup = setup
    this.memory = memory
    memory.onLost = () => this.#reread()
    this.#metrology = metrology
    this.#calendar = calendar
    const captured = { metrology, clock, calendar, harms }
    this.loadProfile = new LoadProfile(captured, depthDays)
    this.dailyProfile = dailyProfile(captured, depthDays)
    this.billingProfile = billingProfile(captured)
    this.thresholds = new Thresholds(memory, from => this.#surroundings.forget(from))
    this.#point = { seed, feeder: lonely(load) }
    this.#surroundings = new SurroundingEvents({
      harms,
      thresholds: this.thresholds,
      clock,
      calendar,
      metrology,
      point: this.#point,
      phases: setup.phases,
    })
    this.alarms = new Alarms(memory)
    this.errors = new Errors({ memory, clock, harms })
    this.ring = new MetrologyRing(this)
    this.events = new EventLog(
      { memory, clock, surroundings: this.#surroundings, harms, forgotten, supply: () => this.supplyEvents },
      this.alarms,
    )
    this.supply = new SupplySwitch(memory, this.events, from => this.#disturbed(from))
    this.quality = new SupplyQuality({
      load,
      origin,
      clock,
      calendar,
      metrology,
      harms,
      forgotten,
      point: this.#point,
      events: () => this.supplyEvents,
      sample: instant => this.sample(instant),
    })
  }

  /** Failures of the supply, counted. */
  get failures(): SupplyFailures {
    return new SupplyFailures(this.harms, this.forgotten, this.thresholds, this.setup.phases)
  }

  /** What the meter notes because of harm; made when harm is first done. */
  get supplyEvents(): SupplyEvents {
    const { harms, thresholds, supply, setup } = this
    this.#supplyEvents ??= new SupplyEvents({
      harms,
      thresholds,
      supply,
      phases: setup.phases,
      felt: instant => this.#felt(instant),
    })
    return this.#supplyEvents
  }

  /** All cumulative registers. */
  registers(now: number): Registers {
    return this.#metrology.registers(now)
  }

  /** One of the registers that are measured, not split by tariffs. */
  energy(channel: MeasuredChannel, now: number): number {
    return this.#metrology.energy(measuredAt[channel], now)
  }

  /** Reactive energy by quadrant, whole varh. */
  quadrants(now: number): Quadrants {
    return this.#metrology.quadrants(now)
  }

  /** Apparent energy while power was drawn, and while it was fed in, whole VAh. */
  apparentEnergy(now: number): Apparent {
    const [drawn, fed] = this.#metrology.apparent(now)
    return [drawn + this.forgotten.count('apparentImport'), fed + this.forgotten.count('apparentExport')]
  }

  /** The highest quarter hour of the running month so far, its time on the meter's clock. */
  maximumDemand(now: number): Demand {
    return runningDemand(this.#metrology, this.clock, this.#calendar, now)
  }

  /**
   * Mean power of the running period so far counted over all of it, and of the last whole ones, W. Periods begin with
   * full ones of the meter's clock.
   */
  averagePower(now: number, period = secondsPerQuarter, periods = 1): AveragePower {
    const shown = this.clock.read(now)
    const since = Math.floor(shown / period) * period
    const start = since - (shown - now)
    const imported = (instant: number): number => this.energy('import', instant)
    const begun = imported(start)
    return {
      running: Math.round((secondsPerHour * (imported(now) - begun)) / period),
      last: Math.round((secondsPerHour * (begun - imported(start - periods * period))) / (periods * period)),
      since,
    }
  }

  /** What the home may feed in at an instant, W. */
  exportLimit(now: number): number {
    return exportLimitAt(this.memory.get<ExportLimit[]>(exportSetting) ?? [], now)
  }

  /** Limits what the home feeds in, from the next full quarter hour on. */
  limitExport(watts: number, now: number): void {
    const from = Math.ceil(now / secondsPerQuarter) * secondsPerQuarter
    this.memory.append(exportSetting, { from, watts } satisfies ExportLimit, limitsKept)
    this.#metrology.limitExport(this.memory.get<ExportLimit[]>(exportSetting) ?? [])
  }

  /** When the supply came last, up to an instant; undefined without supply. */
  aliveSince(now: number): number | undefined {
    if (!this.harms.suppliedAt(now)) return undefined
    const ends = this.harms.deadSpans.flatMap(({ to }) => (to > now ? [] : [to]))
    return Math.max(this.clock.begin, ...ends)
  }

  /** The temperature of the warmest terminal, 0.1 °C. */
  temperature(now: number): number {
    const currents = this.sample(now).phases.map(({ current }) => current / 100)
    return terminalTemperature(this.harms, now, this.#calendar.at(now).start, Math.max(...currents))
  }

  /** Whether anything gets to the meter and from it: it has supply, and its modem works. */
  isReachable(now: number): boolean {
    return this.harms.suppliedAt(now) && !this.isMute(now)
  }

  /** Whether its modem does not work. */
  isMute(now: number): boolean {
    return this.harms.at(now).some(harm => effectOf(harm).isMute)
  }

  /** Energies both ways, Wh and varh, for which the lights on the front flash. */
  energies(now: number): { readonly active: number; readonly reactive: number } {
    const registers = this.registers(now)
    return {
      active: register(registers, 'import') + register(registers, 'export'),
      reactive: register(registers, 'reactiveImport') + register(registers, 'reactiveExport'),
    }
  }

  /** The status that a row captured now would have. */
  status(now: number): number {
    const capture = { shown: this.clock.read(now), at: now }
    return rowStatus(this.clock, capture, secondsPerQuarter, this.harms.deadSpans)
  }

  /** What is measured in this second. */
  sample(now: number): Sample {
    const curve = this.#metrology.curve(this.#calendar.at(now).day)
    return sampleAt(
      curve,
      now,
      this.#point,
      this.setup.phases,
      this.harms.list.length === 0 ? undefined : this.harms,
    )
  }

  /** Once its memory takes something again the meter notes that it did not. */
  noteMemory(now: number): void {
    if (this.memory.isFailing) unlessFull(() => this.events.record('nonVolatileMemoryError', now), undefined)
  }

  /** What could not be written has not been: everything that is computed from the memory is computed anew. */
  #reread(): void {
    this.tariffs.reread()
    this.#metrology.limitExport(this.memory.get<ExportLimit[]>(exportSetting) ?? [])
    this.#disturbed(this.clock.begin)
  }

  /** Forgets harms that are over where there is no room for another one; what was counted because of them stays. */
  makeRoom(now: number): void {
    if (!this.harms.isFull) return
    this.memory.atomically(() => {
      const before = countersOf(this, now)
      this.harms.forget(now)
      this.#metrology.forget(disturbancesIn(this.memory, this.harms, this.setup))
      this.#surroundings.forget(this.clock.begin)
      this.forgotten.keep(before, countersOf(this, now))
      this.#metrology.forget(disturbancesIn(this.memory, this.harms, this.setup))
    })
  }

  #disturbed(from: number): void {
    this.#metrology.disturb(disturbancesIn(this.memory, this.harms, this.setup), from)
    this.#surroundings.forget(from)
  }

  #felt(instant: number): PhasesFelt {
    const { phases } = this.sample(instant)
    return {
      volts: phases.map(({ voltage }) => voltage / 10),
      watts: phases.map(phase => phase.import - phase.export),
    }
  }

  /** Voltage behind the open switch, 0.1 V. */
  fedBack(now: number): number {
    const harm = this.harms.at(now).find(({ kind }) => kind === 'load-side-voltage')
    return harm === undefined ? this.supply.backFeed : fedBack(harm)
  }

  /** Moves the switch; false where mode or state do not allow it, or it would close onto a voltage behind it. */
  moveSwitch(order: SwitchMovement, now: number): boolean {
    const closes = order.endsWith('-reconnect')
    if (closes && this.harms.at(now).some(({ kind }) => kind === 'load-side-voltage')) return false
    return this.supply.execute(order, now)
  }

  /** Active power drawn in this second, W. */
  importPower(now: number): number {
    return this.#power(0, now)
  }

  /** Active power fed in, W. */
  exportPower(now: number): number {
    return this.#power(1, now)
  }

  #power(channel: 0 | 1, now: number): number {
    // What harm leaves of a second is known by phases.
    if (this.harms.list.length > 0) {
      const sample = this.sample(now)
      return channel === 0 ? sample.import : sample.export
    }
    const local = this.#calendar.at(now)
    const second = now - local.start
    return this.#metrology
      .curve(local.day)
      .power(channel, Math.floor(second / secondsPerQuarter), second % secondsPerQuarter)
  }

  /** The local days that it counts by. */
  get calendar(): LocalCalendar {
    return this.#calendar
  }

  /** Looks through the seconds of active power. */
  get power(): PowerScan {
    const metrology = this.#metrology
    return new PowerScan({ calendar: this.#calendar, curve: day => metrology.curve(day) })
  }

  /** Sets the clock to a moment of the meter's time; false where no legal change is taken any more, and it would be one. */
  setClock(shown: number, now: number): boolean {
    return setClock(this, shown, now)
  }
}

const exportSetting = 'export.limits'
/** Limits kept: the days in the registers were counted with those of their time. */
const limitsKept = 1000

/** When the switch is open, or harm is done to what is counted. */
function disturbancesIn(memory: NonVolatile, harms: Harms, setup: MeterSetup): readonly Disturbance[] {
  const open = keptInterruptions(memory)
  return harms.list.length === 0 ? open : [...open, ...disturbancesOf(harms.list, setup)]
}
