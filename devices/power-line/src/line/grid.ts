import { at } from '@ferraris/bytes'
import { cableLoss, type Junction, junctionLoss } from '../physics/attenuation.ts'
import type { DistrictPlan } from '../plan/plan.ts'
import { PlanError } from '../plan/plan-error.ts'

/** State of a section: as planned, switched, or damaged. */
export type SectionState = 'closed' | 'open' | 'cut'

/** A box or a busbar, and the sections that end at it. */
interface Box {
  readonly junction: Junction
  readonly sections: readonly SectionEnd[]
}

interface SectionEnd {
  readonly to: number
  readonly loss: number
  readonly closed: boolean
}

/** An open switch lets through what its contacts' capacitance carries, dB; a cut cable lets nothing through. */
const openSwitch = 45

/**
 * Boxes and the sections between them, as they are switched now: what a signal loses from one box to another, and which
 * boxes the transformers supply.
 */
export class Grid {
  readonly #indexOf: ReadonlyMap<string, number>
  readonly #boxes: readonly Box[]
  readonly #supplied: ReadonlySet<number>

  constructor(
    plan: Pick<DistrictPlan, 'substations' | 'sections'>,
    homesAt: ReadonlyMap<string, number>,
    stateOf: (section: string) => SectionState,
    carrier: number,
  ) {
    const names = new Set([...plan.substations, ...plan.sections.flatMap(({ from, to }) => [from, to])])
    this.#indexOf = new Map([...names].map((name, box) => [name, box]))
    const sections: SectionEnd[][] = Array.from(names, () => [])
    for (const { id, cable, metres, from, to } of plan.sections) {
      const state = stateOf(id)
      if (state === 'cut') continue
      const closed = state === 'closed'
      const loss = cableLoss(cable, metres, carrier) + (closed ? 0 : openSwitch)
      at(sections, this.box(from)).push({ to: this.box(to), loss, closed })
      at(sections, this.box(to)).push({ to: this.box(from), loss, closed })
    }
    const substations = new Set(plan.substations)
    this.#boxes = Array.from(names, (name, box) => {
      const ends = at(sections, box)
      const cables = ends.filter(({ closed }) => closed).length
      const homes = homesAt.get(name) ?? 0
      return { sections: ends, junction: { cables, homes, transformer: substations.has(name) } }
    })
    this.#supplied = this.#reach(plan.substations.map(name => this.box(name)))
  }

  /** The index of a box or substation of the plan. */
  box(name: string): number {
    const box = this.#indexOf.get(name)
    if (box === undefined) {
      throw new PlanError('unknown-place', name, 'the plan has no box or substation of this name')
    }
    return box
  }

  /** Is there a closed way from a box to a transformer? */
  supplies(box: number): boolean {
    return this.#supplied.has(box)
  }

  /** What a signal loses between the service lines at one box and those at any other, dB; infinite where no way leads. */
  lossesFrom(box: number): Float64Array {
    const losses = this.#arrivals(box)
    this.#boxes.forEach(({ junction }, to) => {
      losses[to] =
        to === box ? junctionLoss(junction, 0) : (losses[to] ?? Infinity) + junctionLoss(junction, 1)
    })
    return losses
  }

  /** Dijkstra: a signal takes the way on which least is lost, and loses some at each box it passes. */
  #arrivals(start: number): Float64Array {
    const best = new Float64Array(this.#boxes.length).fill(Infinity)
    const done = new Uint8Array(this.#boxes.length)
    best[start] = 0
    for (;;) {
      const box = nearest(best, done)
      if (box < 0) return best
      done[box] = 1
      const { junction, sections } = at(this.#boxes, box)
      const leaving = at(best, box) + junctionLoss(junction, box === start ? 1 : 2)
      for (const { to, loss } of sections) best[to] = Math.min(at(best, to), leaving + loss)
    }
  }

  /** The boxes that closed sections join to some of them. */
  #reach(from: readonly number[]): Set<number> {
    const reached = new Set(from)
    // A set that grows while it is walked is walked to its end.
    for (const box of reached) {
      for (const { to, closed } of at(this.#boxes, box).sections) if (closed) reached.add(to)
    }
    return reached
  }
}

function nearest(best: Float64Array, done: Uint8Array): number {
  let [found, least] = [-1, Infinity]
  best.forEach((loss, box) => {
    if (done[box] === 1 || loss >= least) return
    found = box
    least = loss
  })
  return found
}
