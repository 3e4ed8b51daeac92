import { at } from '@ferraris/bytes'
import {
  msOf,
  type SwitchMovement,
  secondsPerDay,
  secondsPerHour,
  secondsPerQuarter,
} from '@ferraris/metering'
import type { CivilDay } from '../calendar/civil-day.ts'
import type { LocalCalendar } from '../calendar/local-day.ts'
import { disturbancesOf } from '../harms/disturbances.ts'
import type { PhasesFelt } from '../harms/effect.ts'
import { endOf, touches } from '../harms/harm.ts'
import { Harms } from '../harms/harms.ts'
import { usualDistortion } from '../harms/kinds/harmonics.ts'
import { fedBack } from '../harms/kinds/load-side-voltage.ts'
import { effectOf } from '../harms/kinds.ts'
import { lonely } from '../load/feeder.ts'
import { ordinaryMix } from '../load/load-mix.ts'
import type { LoadSource } from '../load/load-source.ts'
import type { Apparent } from '../metrology/apparent-power.ts'
import type { CurveCache } from '../metrology/curve-cache.ts'
import type { Disturbance } from '../metrology/disturbances.ts'
import { type ExportLimit, exportLimitAt } from '../metrology/export-limits.ts'
import { type Harmonics, harmonicsOf } from '../metrology/harmonics.ts'
import { type Demand, Metrology } from '../metrology/metrology.ts'
import { neutralOf } from '../metrology/neutral-current.ts'
import { type Registers, register } from '../metrology/registers.ts'
import { MetrologyRing } from '../metrology/ring/metrology-ring.ts'
import { type Phases, type Sample, sampleAt } from '../metrology/sample.ts'
import type { TariffCalendar, Tariffs } from '../metrology/tariff-calendar.ts'
import type { SupplyPoint } from '../metrology/voltage.ts'
import { Alarms } from './alarms/alarms.ts'
import { Errors } from './alarms/errors.ts'
import { EventLog } from './event-log.ts'
import { terminalTemperature } from './health/temperature.ts'
import { LegalChanges } from './legal-changes.ts'
import { AtomicMemory } from './memory/atomic-memory.ts'
import type { NonVolatile } from './memory/non-volatile.ts'
import { MeterClock } from './meter-clock.ts'
import { type BillingRow, billingProfile, runningDemand } from './profiles/billing-profile.ts'
import type { CapturedProfile } from './profiles/captured-profile.ts'
import { type DailyRow, dailyProfile } from './profiles/daily-profile.ts'
import { LoadProfile } from './profiles/load-profile.ts'
import { rowStatus } from './profiles/profile-status.ts'
import { startingRegisters } from './starting-registers.ts'
import { type Dips, harmfulDips, lineSags } from './supply/dips.ts'
import { SupplyEvents } from './supply/supply-events.ts'
import { SupplyFailures } from './supply/supply-failures.ts'
import { Thresholds } from './supply/thresholds.ts'
import {
  type VoltageOver,
  type VoltageProfileName,
  type VoltageRow,
  voltagePeriods,
  voltageProfile,
  voltagesOver,
} from './supply/voltage-profile.ts'
import { keptInterruptions, SupplySwitch } from './supply-switch.ts'
import { SurroundingEvents } from './surrounding-events.ts'
import { factoryProgramme } from './tariffs/factory-calendar.ts'
import {
  type HeldTariff,
  type KeptPlan,
  keptPlan,
  nextSwitching,
  ProgrammedTariffs,
  type TariffProgramme,
} from './tariffs/tariff-programme.ts'

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
  readonly thresholds: Thresholds
  /** The plan the meter left the factory with. */
  readonly tariffs: TariffCalendar
  #tariffs: Tariffs
  readonly #metrology: Metrology
  readonly #calendar: LocalCalendar
  readonly #point: SupplyPoint
  readonly #surroundings: SurroundingEvents
  #supplyEvents: SupplyEvents | undefined

  constructor(setup: MeterSetup, { calendar, tariffs, curves }: Surroundings) {
    const { load, origin, seed, depthDays } = setup
    const memory = AtomicMemory.over(setup.memory)
    const inForce = tariffsInForce(memory, tariffs)
    const harms = new Harms({
      memory,
      phases: setup.phases,
      begin: calendar.of(origin).start,
      changed: from => this.#disturbed(from),
    })
    this.harms = harms
    const metrology = new Metrology({
      load,
      calendar,
      tariffs: inForce,
      curves,
      seed,
      origin,
      startingRegisters: () => startingRegisters(load, origin, seed, calendar, tariffs),
      disturbances: disturbancesIn(memory, harms, setup),
      exportLimits: memory.get<ExportLimit[]>(exportSetting) ?? [],
    })
    this.setup = setup
    this.memory = memory
    this.#metrology = metrology
    this.#calendar = calendar
    this.tariffs = tariffs
    this.#tariffs = inForce
    this.clock = new MeterClock(calendar.zone, metrology.begin, memory)
    const { clock } = this
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
    this.legalChanges = new LegalChanges(memory, clock)
    this.ring = new MetrologyRing(this)
    this.events = new EventLog(
      { memory, clock, surroundings: this.#surroundings, harms, supply: () => this.supplyEvents },
      this.alarms,
    )
    this.supply = new SupplySwitch(memory, this.events, from => this.#disturbed(from))
  }

  /** Failures of the supply, counted. */
  get failures(): SupplyFailures {
    return new SupplyFailures(this.harms, this.thresholds, this.setup.phases)
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

  /** Apparent energy while power was drawn, and while it was fed in, whole VAh. */
  apparentEnergy(now: number): Apparent {
    return this.#metrology.apparent(now)
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
    const imported = (instant: number): number => register(this.registers(instant), 'import')
    const begun = imported(start)
    return {
      running: Math.round((secondsPerHour * (imported(now) - begun)) / period),
      last: Math.round((secondsPerHour * (begun - imported(start - periods * period))) / (periods * period)),
      since,
    }
  }

  /** The tariff, 1 … 4, that holds now. */
  activeTariff(now: number): number {
    const local = this.#calendar.at(now)
    return at(this.#tariffs.of(local), Math.floor((now - local.start) / secondsPerQuarter))
  }

  /** The calendar of tariffs that was activated last. */
  tariffProgramme(now: number): TariffProgramme {
    const changed = this.#tariffs instanceof ProgrammedTariffs ? this.#tariffs.latest : undefined
    return changed ?? factoryProgramme(this.tariffs.plan, new Date(msOf(now)).getUTCFullYear())
  }

  /** Another calendar of tariffs takes over with the next full quarter hour; false where the log of legal changes is full. */
  activateTariffs(programme: TariffProgramme, now: number): boolean {
    if (!this.legalChanges.add('tariffCalendar', new TextDecoder().decode(programme.name), now)) return false
    const plan = keptPlan(now, programme)
    this.memory.append(plansSetting, plan, plansKept)
    this.#tariffs = tariffsInForce(this.memory, this.tariffs)
    this.#metrology.switchTariffs(this.#tariffs, plan.from)
    return true
  }

  /** A script switches to a tariff with the next full quarter hour; the calendar's next switching ends that. */
  holdTariff(tariff: number, now: number): void {
    const from = Math.ceil(now / secondsPerQuarter) * secondsPerQuarter
    const to = nextSwitching(this.tariffProgramme(now), this.#calendar, from) ?? from + 7 * secondsPerDay
    this.memory.append(heldSetting, { from, to, tariff } satisfies HeldTariff, plansKept)
    this.#tariffs = tariffsInForce(this.memory, this.tariffs)
    this.#metrology.switchTariffs(this.#tariffs, from)
  }

  /** What the home may feed in at an instant, W. */
  exportLimit(now: number): number {
    return exportLimitAt(this.memory.get<ExportLimit[]>(exportSetting) ?? [], now)
  }

  /** Limits what the home feeds in, from the next full quarter hour on. */
  limitExport(watts: number, now: number): void {
    const from = Math.ceil(now / secondsPerQuarter) * secondsPerQuarter
    this.memory.append(exportSetting, { from, watts } satisfies ExportLimit, plansKept)
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

  /** Dips of the voltage of a phase, counted from 0, or rises, that are over: how many there have been, and the last one. */
  dips(of: 'sag' | 'swell', now: number, phase: number): Dips {
    const harmful = harmfulDips(this.supplyEvents, of, phase, now)
    if (of === 'swell') return harmful
    const { feeder } = this.#point
    const ofLine = lineSags(
      this.#calendar,
      feeder.seed,
      this.setup.origin,
      Math.max(now, this.clock.begin),
    ).filter(sag => this.harms.suppliedAt(sag.to))
    const last = ofLine.at(-1)
    const count = harmful.count + ofLine.length
    if (last === undefined || (harmful.last?.at ?? 0) > last.to) return { count, last: harmful.last }
    const voltage = this.sample(last.from).phases[phase]?.voltage ?? 0
    return { count, last: { at: last.to, duration: last.to - last.from, voltage } }
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

  /** Harmonics of a phase, counted from 0, from what runs in the home. */
  harmonics(now: number, phase: number): Harmonics {
    const local = this.#calendar.at(now)
    const quarter = local.wallQuarter[Math.floor((now - local.start) / secondsPerQuarter)] ?? 0
    const mix = this.setup.load.mix?.(local.day) ?? ordinaryMix
    const amperes = (this.sample(now).phases[phase]?.current ?? 0) / 100
    const forced = this.harms.at(now).find(harm => harm.kind === 'harmonics' && touches(harm, phase))
    const distortion = forced && (forced.level ?? usualDistortion)
    return harmonicsOf(mix, quarter, amperes, this.#point.feeder, distortion)
  }

  /** What flows in the neutral in this second, 10 mA: the phases as phasors, and their third harmonics, which add up. */
  neutralCurrent(now: number): number {
    if (this.harms.at(now).some(({ kind, level }) => kind === 'lost-neutral' && level === undefined)) return 0
    const { phases, reactiveImport, reactiveExport } = this.sample(now)
    const third = phases.map(
      ({ current }, phase) => ((this.harmonics(now, phase).current[0] ?? 0) / 100) * current,
    )
    return neutralOf(phases, (reactiveImport - reactiveExport) / phases.length, third)
  }

  /** The profiles of voltages over their periods, 1.0.99.1.1 and .2. */
  voltageProfile(name: VoltageProfileName): CapturedProfile<VoltageRow> {
    return voltageProfile(this.#voltages, name)
  }

  /** Voltages over the last whole ten minutes of the clock. */
  lastVoltages(now: number): readonly VoltageOver[] {
    const shown = this.clock.read(now)
    const period = voltagePeriods.tenMinutes
    return voltagesOver(this.#voltages, now - (shown % period), period)
  }

  get #voltages() {
    const { harms, clock } = this
    return {
      harms,
      clock,
      metrology: this.#metrology,
      calendar: this.#calendar,
      volts: (instant: number) => this.sample(instant).phases.map(({ voltage }) => voltage),
      changes: (from: number, to: number) =>
        harms.list.flatMap(harm => [harm.from, endOf(harm)]).filter(at => at > from && at < to),
    }
  }

  /** Active power drawn in this second, W. */
  importPower(now: number): number {
    // What harm leaves of a second is known by phases.
    if (this.harms.list.length > 0) return this.sample(now).import
    const local = this.#calendar.at(now)
    const second = now - local.start
    return this.#metrology
      .curve(local.day)
      .power(0, Math.floor(second / secondsPerQuarter), second % secondsPerQuarter)
  }

  /** Sets the clock to a moment of the meter's time; a change is logged under the old time and under the new one. */
  setClock(shown: number, now: number): void {
    const before = this.clock.read(now)
    if (!this.clock.set(now, shown)) return
    this.events.record('clockAdjustedOldTime', now, before)
    this.events.record('clockAdjustedNewTime', now)
  }
}

const plansSetting = 'tariff.plans'
const heldSetting = 'tariff.held'
const exportSetting = 'export.limits'
/** Calendars and limits kept: the days in the registers were counted with those of their time. */
const plansKept = 1000

/** When the switch is open, or harm is done to what is counted. */
function disturbancesIn(memory: NonVolatile, harms: Harms, setup: MeterSetup): readonly Disturbance[] {
  const open = keptInterruptions(memory)
  return harms.list.length === 0 ? open : [...open, ...disturbancesOf(harms.list, setup)]
}

function tariffsInForce(memory: NonVolatile, factory: TariffCalendar): Tariffs {
  const plans = memory.get<KeptPlan[]>(plansSetting) ?? []
  const held = memory.get<HeldTariff[]>(heldSetting) ?? []
  return plans.length + held.length === 0 ? factory : new ProgrammedTariffs(factory, plans, held)
}
