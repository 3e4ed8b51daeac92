import type { Phase } from '../physics/attenuation.ts'
import type { DistrictPlan, Home } from '../plan/plan.ts'
import { PlanError } from '../plan/plan-error.ts'
import type { SectionState } from './grid.ts'

/** Something that disturbs, plugged in where it was not planned. */
export interface NoiseSource {
  /** A home, a substation or a box. */
  readonly at: string
  /** Within the band, at its own socket, dBµV. */
  readonly level: number
}

/** Where a home's service cable is taken to. What is left out stays as it was. */
export interface NewConnection {
  readonly box: string
  readonly phases?: readonly Phase[]
  readonly metres?: number
}

/** A district as it is now: the plan, and what has been switched, damaged, moved and plugged in since. */
export class District {
  readonly plan: DistrictPlan
  readonly #homes: Map<string, Home>
  readonly #sections: Map<string, SectionState>
  readonly #boxes: ReadonlySet<string>
  readonly #noise = new Set<NoiseSource>()

  constructor(plan: DistrictPlan) {
    this.plan = plan
    this.#homes = new Map(plan.homes.map(home => [home.id, home]))
    this.#sections = new Map(plan.sections.map(({ id, open }) => [id, open ? 'open' : 'closed']))
    this.#boxes = new Set([...plan.substations, ...plan.sections.flatMap(({ from, to }) => [from, to])])
  }

  get homes(): Iterable<Home> {
    return this.#homes.values()
  }

  get noise(): Iterable<NoiseSource> {
    return this.#noise
  }

  section(id: string): SectionState {
    const state = this.#sections.get(id)
    if (state === undefined)
      throw new PlanError('unknown-section', id, 'the plan has no section of this name')
    return state
  }

  switchSection(id: string, state: SectionState): void {
    this.section(id)
    this.#sections.set(id, state)
  }

  move(id: string, { box, phases, metres }: NewConnection): void {
    const home = this.#homes.get(id)
    if (home === undefined) throw new PlanError('unknown-place', id, 'the plan has no home of this name')
    if (!this.#boxes.has(box)) throw new PlanError('unknown-place', box, 'the plan has no box of this name')
    this.#homes.set(id, { ...home, box, phases: phases ?? home.phases, metres: metres ?? home.metres })
  }

  /** Plugs in a source of noise; returns the function that unplugs it. */
  addNoise(source: NoiseSource): () => void {
    if (!this.#homes.has(source.at) && !this.#boxes.has(source.at)) {
      throw new PlanError('unknown-place', source.at, 'the plan has no home or box of this name')
    }
    this.#noise.add(source)
    return () => void this.#noise.delete(source)
  }
}
