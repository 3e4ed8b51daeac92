import type { Phase } from '@ferraris/metering'
import type { DistrictPlan } from '@ferraris/power-line'
import { aimedTarget } from '../../faults/aimed-target.ts'
import type { LineMeters } from '../line-meters.ts'
import { feederOf, isTie, plannedSubstation } from '../plan/district-plan.ts'

/** Which homes and busbars a harm is done to, and on which phase; all without one. */
export interface Aim {
  readonly places: readonly string[]
  readonly phase: Phase | undefined
}

/**
 * What harms of meters can be aimed at: a meter, a home, a box, a feeder, a substation with its busbar, or a section, which means
 * what is behind it as planned. `:L1` behind the name means what hangs on that phase.
 */
export class HarmTargets {
  readonly #plan: DistrictPlan
  readonly #meters: LineMeters
  readonly #boxOf: (home: string) => string
  readonly #boxes: ReadonlySet<string>
  readonly #feeders: ReadonlySet<string>

  constructor(plan: DistrictPlan, meters: LineMeters, boxOf: (home: string) => string) {
    this.#plan = plan
    this.#meters = meters
    this.#boxOf = boxOf
    this.#boxes = new Set(plan.sections.filter(section => !isTie(section)).map(({ to }) => to))
    this.#feeders = new Set([...this.#boxes].map(feederOf))
  }

  /** The one name of a target; undefined for none. */
  nameOf(target: string): string | undefined {
    const { name, phase } = aimedTarget(target)
    const its = this.#meters.find(name)?.entry.serial ?? (this.#isGroup(name) ? name : undefined)
    return its === undefined || phase === undefined ? its : `${its}:${phase}`
  }

  /** Where the homes are that a target means, as they are connected now. */
  aim(target: string): Aim {
    const { name, phase } = aimedTarget(target)
    const meter = this.#meters.find(name)
    if (meter !== undefined) return { places: [meter.entry.place], phase }
    const section = this.#plan.sections.find(({ id }) => id === name)
    const isIn = section === undefined ? belongsTo(name) : inside(this.#behind(section.to))
    return {
      places: this.#plan.homes.map(({ id }) => id).filter(home => isIn(this.#boxOf(home))),
      phase,
    }
  }

  /** Whether a target is a stretch of the grid that has a length, and not a single point of it. */
  isStretch(target: string): boolean {
    const { name } = aimedTarget(target)
    return this.#plan.substations.includes(name) || this.#feeders.has(name)
  }

  /** Metres of cable between the busbar and a home, as planned. */
  metresTo(home: string): number {
    const { homes, sections } = this.#plan
    let metres = homes.find(({ id }) => id === home)?.metres ?? 0
    const into = new Map(sections.filter(section => !isTie(section)).map(section => [section.to, section]))
    for (let section = into.get(this.#boxOf(home)); section !== undefined; section = into.get(section.from))
      metres += section.metres
    return metres
  }

  #isGroup(name: string): boolean {
    const { substations, sections } = this.#plan
    return (
      substations.includes(name) ||
      this.#feeders.has(name) ||
      this.#boxes.has(name) ||
      sections.some(section => section.id === name && !isTie(section))
    )
  }

  /** A box and all that it feeds. */
  #behind(box: string): ReadonlySet<string> {
    const found = new Set([box])
    // A set grows while it is walked: what is fed by what is fed is found, too.
    for (const from of found) {
      for (const section of this.#plan.sections)
        if (section.from === from && !isTie(section)) found.add(section.to)
    }
    return found
  }
}

function belongsTo(name: string) {
  return (box: string): boolean => box === name || feederOf(box) === name || plannedSubstation(box) === name
}

function inside(boxes: ReadonlySet<string>) {
  return (box: string): boolean => boxes.has(box)
}
