import type { Happening, HarmedMeter } from '../../harms/effect.ts'
import { endOf, type Harm } from '../../harms/harm.ts'
import type { Harms } from '../../harms/harms.ts'
import { effectOf, type HarmKind } from '../../harms/kinds.ts'
import { type Span, spanAt } from '../../harms/span.ts'
import { distortionHappenings } from './distortion-runs.ts'
import type { Thresholds } from './thresholds.ts'
import { segmentsOf, voltageHappenings } from './voltage-runs.ts'

/** A meter, as far as events of its supply depend on it. */
interface Source extends Pick<HarmedMeter, 'phases' | 'felt'> {
  readonly harms: Harms
  /** The switch: when it is open, and how often it has moved. */
  readonly supply: { readonly openSpans: readonly Span[]; readonly moves: number }
  readonly thresholds: Thresholds
}

/** What the events were computed from. */
interface Basis {
  readonly list: unknown
  readonly thresholds: number
  readonly moves: number
}

const none: readonly Happening[] = []

/**
 * What a meter notes because of harm: that its supply failed and came back, voltages that left their range, and what the kinds
 * of harm say themselves. Computed once for a list of harms, those ahead included.
 */
export class SupplyEvents {
  readonly #source: Source
  #known: { readonly basis: Basis; readonly events: readonly Happening[] } | undefined

  constructor(source: Source) {
    this.#source = source
  }

  /** All of them, in their order; those that lie ahead too. */
  get all(): readonly Happening[] {
    const { harms, thresholds, supply } = this.#source
    const { list } = harms
    if (list.length === 0) return none
    const basis = { list, thresholds: thresholds.revision, moves: supply.moves }
    const known = this.#known
    if (
      known?.basis.list === list &&
      known.basis.thresholds === basis.thresholds &&
      known.basis.moves === basis.moves
    )
      return known.events
    const events = this.#compute(list)
    this.#known = { basis, events }
    return events
  }

  /** Those of one event that have happened by an instant. */
  of(event: Happening['event'], now: number): readonly Happening[] {
    return this.all.filter(happening => happening.event === event && happening.at <= now)
  }

  #compute(list: readonly Harm<HarmKind>[]): readonly Happening[] {
    const { harms, thresholds, phases, felt, supply } = this.#source
    const dead = harms.deadSpans
    const meter: HarmedMeter = {
      phases,
      felt,
      dead,
      open: supply.openSpans,
    }
    const segments = segmentsOf(harms, instant => felt(instant).volts.map(volt => Math.round(10 * volt)))
    const noted = [
      ...voltageHappenings(segments, phases, thresholds),
      ...distortionHappenings(list, meter, thresholds),
      ...happeningsOf(list, meter),
    ].filter(({ at }) => spanAt(dead, at) === undefined)
    const failed = dead.flatMap(({ from, to }): Happening[] => {
      const down = { at: from, event: 'powerDown' } as const
      return Number.isFinite(to) ? [down, { at: to, event: 'powerUp', duration: to - from }] : [down]
    })
    return [...failed, ...noted].sort((a, b) => a.at - b.at)
  }
}

/** What the kinds of harm say. One that goes on as another amount of the same began then, and ends when that does. */
function happeningsOf(list: readonly Harm<HarmKind>[], meter: HarmedMeter): Happening[] {
  const all = list.map(harm => ({
    harm,
    end: endOf(harm),
    found: effectOf(harm).happens?.(harm, meter) ?? [],
  }))
  return all.flatMap(({ harm, end, found }) => {
    const others = all.filter(
      other => other.found.length > 0 && other.harm.kind === harm.kind && other.harm.phase === harm.phase,
    )
    const began = others.some(other => other.end === harm.from)
    const goesOn = others.some(other => other.harm.from === end)
    return found.filter(({ at }) => (at < end ? !began : !goesOn))
  })
}
