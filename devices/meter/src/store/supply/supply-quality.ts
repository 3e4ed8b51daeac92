import { secondsPerQuarter } from '@ferraris/metering'
import type { CivilDay } from '../../calendar/civil-day.ts'
import type { LocalCalendar } from '../../calendar/local-day.ts'
import type { Forgotten } from '../../harms/forgotten.ts'
import { endOf, touches } from '../../harms/harm.ts'
import type { Harms } from '../../harms/harms.ts'
import { type DistortionOf, distortionOf, isDistorting } from '../../harms/kinds/harmonics.ts'
import { ordinaryMix } from '../../load/load-mix.ts'
import type { LoadSource } from '../../load/load-source.ts'
import { type Harmonics, harmonicsOf, partOf } from '../../metrology/harmonics.ts'
import type { Metrology } from '../../metrology/metrology.ts'
import { neutralOf } from '../../metrology/neutral-current.ts'
import type { Sample } from '../../metrology/sample.ts'
import type { SupplyPoint } from '../../metrology/voltage.ts'
import type { MeterClock } from '../meter-clock.ts'
import type { CapturedProfile } from '../profiles/captured-profile.ts'
import { type Dips, harmfulDips, lineSags } from './dips.ts'
import { distortionEvents } from './distortion-runs.ts'
import type { SupplyEvents } from './supply-events.ts'
import {
  type VoltageOver,
  type VoltageProfileName,
  type VoltageRow,
  voltagePeriods,
  voltageProfile,
  voltagesOver,
} from './voltage-profile.ts'

interface QualityParts {
  readonly load: LoadSource
  readonly origin: CivilDay
  readonly clock: MeterClock
  readonly calendar: LocalCalendar
  readonly metrology: Metrology
  readonly harms: Harms
  readonly forgotten: Forgotten
  readonly point: SupplyPoint
  readonly events: () => SupplyEvents
  readonly sample: (instant: number) => Sample
}

/** The counter of what was noted of a phase, by which it outlives the harms. */
export function distortionCounter(of: DistortionOf, phase: number): string {
  return of === 'voltage' ? `distortion.${phase}` : `currentDistortion.${phase}`
}

/** Quality of supply as the meter measures it: dips, harmonics, voltages over periods, current of the neutral. */
export class SupplyQuality {
  readonly #of: QualityParts

  constructor(of: QualityParts) {
    this.#of = of
  }

  /** Dips of the voltage of a phase, counted from 0, or rises, that are over: how many there have been, and the last one. */
  dips(of: 'sag' | 'swell', now: number, phase: number): Dips {
    const remembered = harmfulDips(this.#of.events(), of, phase, now)
    const harmful = {
      ...remembered,
      count: remembered.count + this.#of.forgotten.count(`${of}.${phase}`),
    }
    if (of === 'swell') return harmful
    const { feeder } = this.#of.point
    const ofLine = lineSags(
      this.#of.calendar,
      feeder.seed,
      this.#of.origin,
      Math.max(now, this.#of.clock.begin),
    ).filter(sag => this.#of.harms.suppliedAt(sag.to))
    const last = ofLine.at(-1)
    const count = harmful.count + ofLine.length
    if (last === undefined || (harmful.last?.at ?? 0) > last.to) return { count, last: harmful.last }
    const voltage = this.#of.sample(last.from).phases[phase]?.voltage ?? 0
    return { count, last: { at: last.to, duration: last.to - last.from, voltage } }
  }

  /** How often the distortion of a voltage or current was noted as high, and how much it was the last time, 0.1 %. */
  distortion(
    of: DistortionOf,
    now: number,
    phase: number,
  ): { readonly count: number; readonly last: number } {
    const event = distortionEvents[of].high[phase]
    const found = event === undefined ? [] : this.#of.events().of(event, now)
    return {
      count: found.length + this.#of.forgotten.count(distortionCounter(of, phase)),
      last: found.at(-1)?.magnitude ?? 0,
    }
  }

  /** Harmonics of a phase, counted from 0, from what runs in the home. */
  harmonics(now: number, phase: number): Harmonics {
    const local = this.#of.calendar.at(now)
    const quarter = local.wallQuarter[Math.floor((now - local.start) / secondsPerQuarter)] ?? 0
    const mix = this.#of.load.mix?.(local.day) ?? ordinaryMix
    const amperes = (this.#of.sample(now).phases[phase]?.current ?? 0) / 100
    const forced = (of: DistortionOf): number | undefined => {
      const harm = this.#of.harms.at(now).find(harm => isDistorting(harm, of) && touches(harm, phase))
      return harm && distortionOf(harm)
    }
    return harmonicsOf(mix, quarter, amperes, this.#of.point.feeder, {
      voltage: forced('voltage'),
      current: forced('current'),
    })
  }

  /** What flows in the neutral in this second, 10 mA: the phases as phasors, and their third harmonics, which add up. */
  neutralCurrent(now: number): number {
    if (this.#of.harms.at(now).some(({ kind, level }) => kind === 'lost-neutral' && level === undefined))
      return 0
    const { phases, reactiveImport, reactiveExport } = this.#of.sample(now)
    const third = phases.map(
      ({ current }, phase) => (partOf(this.harmonics(now, phase).current, 3) / 100) * current,
    )
    return neutralOf(phases, (reactiveImport - reactiveExport) / phases.length, third)
  }

  /** The profiles of voltages over their periods, 1.0.99.1.1 and .2. */
  voltageProfile(name: VoltageProfileName): CapturedProfile<VoltageRow> {
    return voltageProfile(this.#voltages, name)
  }

  /** Voltages over the last whole ten minutes of the clock. */
  lastVoltages(now: number): readonly VoltageOver[] {
    const shown = this.#of.clock.read(now)
    const period = voltagePeriods.tenMinutes
    return voltagesOver(this.#voltages, now - (shown % period), period)
  }

  get #voltages() {
    const { harms, clock, metrology, calendar } = this.#of
    return {
      harms,
      clock,
      metrology,
      calendar,
      volts: (instant: number) => this.#of.sample(instant).phases.map(({ voltage }) => voltage),
      changes: (from: number, to: number) =>
        harms.list.flatMap(harm => [harm.from, endOf(harm)]).filter(at => at > from && at < to),
    }
  }
}
