import type { Interruption } from '../metrology/interruptions.ts'
import type { Phases } from '../metrology/sample.ts'
import type { NonVolatile } from '../store/memory/non-volatile.ts'
import { checkedHarm, checkedInstant, checkedKind } from './check-harm.ts'
import type { Effect } from './effect.ts'
import { endOf, type Harm, type HarmOrder, holdsAt, touches } from './harm.ts'
import { HarmError } from './harm-error.ts'
import { type HarmKind, harmEffects } from './kinds.ts'

/** Harms that a meter remembers: those that are over too, for what it has counted follows from them. */
const harmsKept = 1000
const memoryKey = 'harms'

/** A meter that harms are done to. */
interface Victim {
  readonly memory: NonVolatile
  readonly phases: Phases
  /** The first instant of its records. */
  readonly begin: number
  /** Called with the first instant that is another than before. */
  changed(from: number): void
}

/**
 * What is done to a meter and its supply: a list in its non-volatile memory, from which readings, counters and events are
 * computed. A harm that is over stays in the list, so that the past remains what it was; one that lies ahead comes of itself.
 */
export class Harms {
  readonly #victim: Victim

  constructor(victim: Victim) {
    this.#victim = victim
  }

  /** All of them, in the order of their begin. */
  get list(): readonly Harm<HarmKind>[] {
    return this.#victim.memory.get<Harm<HarmKind>[]>(memoryKey) ?? none
  }

  /**
   * Does harm. Another one of the same kind to the same phase may not hold at the same time.
   *
   * @throws {HarmError} naming the member that is wrong
   */
  begin(order: HarmOrder): Harm<HarmKind> {
    const harm = checkedHarm(order, this.#victim)
    const { list } = this
    if (list.some(other => collide(other, harm)))
      throw new HarmError('harm-refused', 'from', `${harm.kind} holds at that time already`, 'mend it first')
    if (list.length >= harmsKept)
      throw new HarmError('too-many-harms', 'kind', `the meter remembers ${harmsKept} harms`)
    this.#keep(
      [...list, harm].sort((a, b) => a.from - b.from),
      harm.from,
    )
    return harm
  }

  /**
   * Mends what holds of a kind at an instant, and calls off what would begin later. Says how many there were.
   *
   * @throws {HarmError}
   */
  end(kind: string, at: number): number {
    const name = checkedKind(kind)
    checkedInstant('until', at, this.#victim.begin)
    const ended = this.list.filter(harm => harm.kind === name && endOf(harm) > at)
    if (ended.length === 0) return 0
    const kept = this.list.flatMap(harm => {
      if (!ended.includes(harm)) return [harm]
      return harm.from < at ? [{ ...harm, until: at }] : []
    })
    this.#keep(kept, Math.min(at, ...ended.map(({ from }) => Math.max(from, at))))
    return ended.length
  }

  /** Those that hold at an instant. */
  at(instant: number): readonly Harm<HarmKind>[] {
    const { list } = this
    return list.length === 0 ? none : list.filter(harm => holdsAt(harm, instant))
  }

  /** Times in which no phase has supply, in order. */
  get outages(): readonly Interruption[] {
    const { list } = this
    if (list.length === 0) return none
    return list
      .filter(harm => effectOf(harm).cutsSupply && harm.phase === undefined)
      .map(({ from, until }) => (until === undefined ? { from } : { from, to: until }))
  }

  /** Whether the meter has supply at an instant. */
  suppliedAt(instant: number): boolean {
    return !this.at(instant).some(harm => effectOf(harm).cutsSupply && harm.phase === undefined)
  }

  /** The first instant after one at which a harm begins or ends; undefined for none. */
  next(after: number): number | undefined {
    const next = Math.min(...this.list.flatMap(harm => [harm.from, endOf(harm)]).filter(at => at > after))
    return Number.isFinite(next) ? next : undefined
  }

  /** The voltage of a phase, counted from 0, at an instant, from what it would be without harm, V. */
  voltage(instant: number, phase: number, volts: number): number {
    let felt = volts
    for (const harm of this.at(instant)) {
      if (touches(harm, phase)) felt = effectOf(harm).voltage?.(harm, felt) ?? felt
    }
    return felt
  }

  #keep(list: readonly Harm<HarmKind>[], from: number): void {
    this.#victim.memory.set(memoryKey, list)
    this.#victim.changed(from)
  }
}

const none: readonly never[] = []

function effectOf({ kind }: Harm<HarmKind>): Effect {
  return harmEffects[kind]
}

function collide(a: Harm, b: Harm): boolean {
  if (a.kind !== b.kind || endOf(a) <= b.from || endOf(b) <= a.from) return false
  return a.phase === undefined || b.phase === undefined || a.phase === b.phase
}
