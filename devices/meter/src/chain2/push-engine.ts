import {
  defaultPushSettings,
  type Frame,
  includes,
  nextPushStep,
  noCountdown,
  type PushSample,
  type PushSettings,
  type PushState,
  stepPushRules,
} from '@ferraris/chain2'
import type { Direction, PowerRange } from '../metrology/power-scan.ts'
import type { MeterStore } from '../store/meter-store.ts'
import type { PowerLimit } from '../store/power-limits.ts'
import type { CustomerSettings, MeterRole } from './association.ts'

/*
 * The push rules, which decide once a second, laid over a meter that can be asked for any second. As long as power stays in a range in
 * which none of them would act, no second is stepped: the scan finds the one that leaves it, and the rules see that one and the two
 * before. What is told is exactly what a step at each second would tell; a test compares.
 */

/** Samples before the one that leaves a range which the rules look back to. */
const looksBack = 2
const unlimited = 0xffffffff

/** What the engine needs of its meter. */
export interface PushParts {
  readonly store: MeterStore
  readonly limit: (now: number) => PowerLimit | undefined
  /** Where the week of an instant begins. */
  readonly weekStart: (now: number) => number
}

/** What the rules go by: the customer's wishes, and what the supply may draw. */
export function pushSettingsOf(
  { profile, gap, weeklyThreshold, contract }: CustomerSettings,
  role: MeterRole,
  availablePower: number,
  zone: string,
): PushSettings {
  const usual = defaultPushSettings(contract.contractPower)
  const isProduction = role === 'production'
  const hysteresis = Math.round(gap / 10)
  return {
    profile,
    power: { ...usual.power, frame: isProduction ? 41 : includes(profile, 51) ? 51 : 21, gap, hysteresis },
    overload: {
      ...usual.overload,
      hysteresis,
      availablePower: isProduction ? Number.MAX_SAFE_INTEGER : availablePower,
    },
    week: { threshold: weeklyThreshold > 0 ? weeklyThreshold : undefined, zone },
  }
}

export class PushEngine {
  readonly #parts: PushParts
  readonly #settings: PushSettings
  #state: PushState | undefined
  #sample: PushSample | undefined
  /** Since when more is drawn than is available. */
  #overSince: number | undefined

  constructor(parts: PushParts, settings: PushSettings) {
    this.#parts = parts
    this.#settings = settings
  }

  /** The next second after one at which the rules must decide, up to another. */
  next(since: number, until: number): number | undefined {
    const [state, sample] = [this.#state, this.#sample]
    if (state === undefined || sample === undefined) return since < until ? since + 1 : undefined
    const { consumed, produced } = state.power
    const isPending = consumed.change !== undefined || produced.change !== undefined
    const range = this.#quietRange(consumed, sample.power)
    // The rules wait for two equal samples, where the range tells that no further one matters.
    const due = isPending
      ? since + 1
      : nextPushStep(
          { ...state, power: { ...state.power, consumed: settled(consumed), produced: settled(produced) } },
          // Not later than it can be: power may be as high as the range lets it, and the register has passed a part of a Wh.
          { ...sample, power: Math.max(sample.power, range.high), totalEnergy: sample.totalEnergy + 1 },
          this.#settings,
        )
    const last = Math.min(until, due)
    const found = [this.#leaves(this.#direction, range, since, last)]
    if (this.#settings.power.frame === 51)
      found.push(this.#leaves(1, this.#quietRange(produced, sample.producedPower ?? 0), since, last))
    const left = Math.min(...found.map(at => at ?? Number.POSITIVE_INFINITY))
    if (Number.isFinite(left)) return Math.max(since + 1, left - looksBack)
    return due <= until ? Math.max(since + 1, due) : undefined
  }

  get #direction(): Direction {
    return this.#settings.power.frame === 41 ? 1 : 0
  }

  #leaves(direction: Direction, range: PowerRange, since: number, until: number): number | undefined {
    return this.#parts.store.power.firstOutside(direction, range, since, until)
  }

  /** Powers of which none of the rules takes notice, and no two of which differ by a resolution. */
  #quietRange({ band, told, recent }: PushState['power']['consumed'], power: number): PowerRange {
    const { gap, hysteresis } = this.#settings.power
    const { availablePower, hysteresis: margin } = this.#settings.overload
    let low = Math.max(told - gap + 1, band * gap - hysteresis)
    let high = Math.min(told + gap - 1, (band + 1) * gap + hysteresis - 1)
    const [least, most] = [Math.min(power, ...recent), Math.max(power, ...recent)]
    low = Math.max(low, least - Math.floor((gap - 1 - (most - least)) / 2))
    high = Math.min(high, low + gap - 1)
    if (power <= availablePower) high = Math.min(high, availablePower)
    else low = Math.max(low, availablePower + 1)
    // While an overload is on, it is over only below the margin.
    if (this.#state?.overload !== undefined && power <= availablePower) {
      if (power <= availablePower - margin) high = Math.min(high, Math.floor(availablePower - margin))
      else low = Math.max(low, Math.floor(availablePower - margin) + 1)
    }
    return { low, high }
  }

  /** Lets the rules decide at a second: the frames that are told. */
  step(at: number): readonly Frame[] {
    const isFirst = this.#state === undefined
    const sample = this.#sampleAt(at)
    const [state, frames] = stepPushRules(this.#state, sample, this.#settings)
    this.#sample = sample
    this.#state = isFirst ? this.#withWholeWeek(state, at) : state
    const { threshold } = this.#settings.week
    if (frames.some(({ frame }) => frame === 25))
      this.#parts.store.memory.set(weekKey, { week: this.#parts.weekStart(at), threshold: threshold ?? 0 })
    return frames
  }

  /** The week began before the meter first looked; what was told of it is kept. */
  #withWholeWeek(state: PushState, at: number): PushState {
    const { store, weekStart } = this.#parts
    const week = weekStart(at)
    const kept = store.memory.get<{ week: number; threshold: number }>(weekKey)
    const told = kept?.week === week ? kept.threshold : undefined
    return { ...state, week: { ...state.week, start: store.energy('import', week), told } }
  }

  #sampleAt(at: number): PushSample {
    const { store, limit } = this.#parts
    const isTwoWay = this.#settings.power.frame === 51
    const power = this.#direction === 1 ? store.exportPower(at) : store.importPower(at)
    const isOver = power > this.#settings.overload.availablePower
    this.#overSince = isOver ? (this.#overSince ?? at) : undefined
    const inForce = isOver ? limit(at) : undefined
    const countdown =
      inForce === undefined || inForce.active === unlimited || this.#overSince === undefined
        ? undefined
        : Math.max(0, Math.min(noCountdown - 1, inForce.patienceSeconds - (at - this.#overSince)))
    return {
      time: at,
      power,
      totalEnergy: store.energy('import', at),
      ...(isTwoWay && { producedPower: store.exportPower(at) }),
      ...(countdown !== undefined && { countdown }),
      // Opened by an order it is not the limiter that has opened.
      limiterOpen: this.#state?.overload !== undefined && !store.supply.outputState,
    }
  }
}

function settled(watched: PushState['power']['consumed']): PushState['power']['consumed'] {
  return { ...watched, recent: [0, 0] }
}

const weekKey = 'chain2.week'
