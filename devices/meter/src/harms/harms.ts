import type { Phases } from '../metrology/sample.ts'
import type { NonVolatile } from '../store/memory/non-volatile.ts'
import { checkedHarm, checkedInstant, checkedKind } from './check-harm.ts'
import type { Flow, PhasesFelt } from './effect.ts'
import { endOf, type Harm, type HarmOrder, holdsAt, touches } from './harm.ts'
import { HarmError } from './harm-error.ts'
import { effectOf, type HarmKind } from './kinds.ts'
import { common, joined, type Span, spanAt } from './span.ts'

/** Harms that a meter remembers: those that are over too, for what it has counted follows from them. */
const harmsKept = 1000
/** So many are left when it forgets. */
const harmsLeft = 750
const memoryKey = 'harms'
const none: readonly never[] = []

/** A meter that harms are done to. */
interface Victim {
  readonly memory: NonVolatile
  readonly phases: Phases
  /** The first instant of its records. */
  readonly begin: number
  /** Called with the first instant that is another than before. */
  changed(from: number): void
}

/** What follows from a list of harms, computed once for it. */
interface Derived {
  readonly list: readonly Harm<HarmKind>[]
  /** Stretches without supply, by phase, and those without any. */
  readonly byPhase: readonly (readonly Span[])[]
  readonly all: readonly Span[]
}

/**
 * What is done to a meter and its supply: a list in its non-volatile memory, from which readings, counters and events are
 * computed. A harm that is over stays in the list, so that the past remains what it was; one that lies ahead comes of itself.
 */
export class Harms {
  readonly #victim: Victim
  #derived: Derived | undefined

  constructor(victim: Victim) {
    this.#victim = victim
  }

  /** All of them, in the order of their begin. */
  get list(): readonly Harm<HarmKind>[] {
    return this.#victim.memory.get<Harm<HarmKind>[]>(memoryKey) ?? none
  }

  /**
   * Does harm. The same kind to the same phase takes the place of one that is not mended yet, from its begin on; the same again
   * changes nothing. Call {@link forget} before it.
   *
   * @throws {HarmError} naming the member that is wrong
   */
  begin(order: HarmOrder): Harm<HarmKind> {
    const harm = checkedHarm(order, this.#victim)
    const { list } = this
    const before = list.find(other => isOpen(other) && isOfSame(other, harm) && other.from <= harm.from)
    const others = list.filter(other => other !== before)
    if (others.some(other => collide(other, harm)))
      throw new HarmError('harm-refused', 'from', `${harm.kind} holds at that time already`, 'mend it first')
    if (before !== undefined && goesOnAs(before, harm)) return before
    const ended = before === undefined || before.from === harm.from ? [] : [{ ...before, until: harm.from }]
    if (others.length + ended.length >= harmsKept)
      throw new HarmError('too-many-harms', 'kind', `${harmsKept} harms hold or lie ahead`)
    this.#keep(
      [...others, ...ended, harm].sort((a, b) => a.from - b.from),
      harm.from,
    )
    return harm
  }

  /** Whether harms have to be forgotten before there is room for another one. */
  get isFull(): boolean {
    return this.list.length >= harmsKept
  }

  /**
   * Forgets the oldest of those that are over at an instant, except the last one of its kind and phase: what was counted last stays
   * known. The caller keeps what they have left in its counters.
   */
  forget(now: number): void {
    const { list } = this
    const last = new Map(list.map(harm => [`${harm.kind} ${harm.phase}`, harm]))
    const over = list.filter(harm => endOf(harm) <= now && last.get(`${harm.kind} ${harm.phase}`) !== harm)
    const forgotten = new Set(over.slice(0, Math.max(0, list.length - harmsLeft)))
    this.#victim.memory.set(
      memoryKey,
      list.filter(harm => !forgotten.has(harm)),
    )
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
    this.#keep(kept, at)
    return ended.length
  }

  /** Those that hold at an instant. */
  at(instant: number): readonly Harm<HarmKind>[] {
    const { list } = this
    return list.length === 0 ? none : list.filter(harm => holdsAt(harm, instant))
  }

  /** Stretches in which no phase has supply, so that the meter is dead. */
  get deadSpans(): readonly Span[] {
    return this.list.length === 0 ? none : this.#known.all
  }

  /** Stretches in which a phase, counted from 0, has no supply. */
  deadSpansOf(phase: number): readonly Span[] {
    return this.list.length === 0 ? none : (this.#known.byPhase[phase] ?? none)
  }

  suppliedAt(instant: number): boolean {
    return spanAt(this.deadSpans, instant) === undefined
  }

  /** The first instant after one at which a harm begins or ends; undefined for none. */
  next(after: number): number | undefined {
    let next = Number.POSITIVE_INFINITY
    for (const harm of this.list) {
      for (const at of [harm.from, endOf(harm)]) if (at > after && at < next) next = at
    }
    return Number.isFinite(next) ? next : undefined
  }

  /** The voltages of the phases at an instant, V, from what they would be without harm. */
  voltages(instant: number, { volts, watts }: PhasesFelt): readonly number[] {
    let felt = volts
    for (const harm of this.at(instant))
      felt = effectOf(harm).voltages?.(harm, { volts: felt, watts }) ?? felt
    return felt
  }

  /** What harm makes of the power of a phase, counted from 0, at an instant; nothing, as a rule. */
  flows(instant: number, phase: number): readonly Flow[] {
    return this.at(instant).flatMap(harm => {
      const { flow } = effectOf(harm)
      return flow !== undefined && touches(harm, phase) ? [flow] : []
    })
  }

  get #known(): Derived {
    const { list } = this
    if (this.#derived?.list === list) return this.#derived
    const cuts = list.filter(harm => effectOf(harm).flow === 'cut')
    const byPhase = Array.from({ length: this.#victim.phases }, (_, phase) =>
      joined(cuts.filter(harm => touches(harm, phase)).map(harm => ({ from: harm.from, to: endOf(harm) }))),
    )
    this.#derived = { list, byPhase, all: byPhase.reduce((all, spans) => common(all, spans)) }
    return this.#derived
  }

  #keep(list: readonly Harm<HarmKind>[], from: number): void {
    this.#victim.memory.set(memoryKey, list)
    this.#victim.changed(from)
  }
}

function isOpen({ until }: Harm): boolean {
  return until === undefined
}

function isOfSame(a: Harm, b: Harm): boolean {
  return a.kind === b.kind && a.phase === b.phase
}

/** Whether a harm is what holds already. */
function goesOnAs(before: Harm, harm: Harm): boolean {
  return isOpen(harm) && before.depth === harm.depth && before.level === harm.level
}

function collide(a: Harm, b: Harm): boolean {
  if (a.kind !== b.kind || endOf(a) <= b.from || endOf(b) <= a.from) return false
  return a.phase === undefined || b.phase === undefined || a.phase === b.phase
}
