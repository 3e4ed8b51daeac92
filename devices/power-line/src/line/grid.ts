import { cableLoss } from '../physics/cables.ts'
import { type Junction, junctionLoss } from '../physics/junctions.ts'

import type { DistrictPlan } from '../plan/plan.ts'

/** State of a section: as planned, switched, or damaged. */
export type SectionState = 'closed' | 'open' | 'cut'

interface Edge {
  readonly to: number
  readonly loss: number
}

/** An open switch lets through what its contacts' capacitance carries, dB; a cut cable lets nothing through. */
const openSwitch = 45

/**
 * Boxes and the sections between them, as they are switched now: what a signal loses from one box to another, and which
 * boxes the transformers supply.
 */
export class Grid {
  /** Boxes and substations by name. */
  readonly boxes: ReadonlyMap<string, number>
  readonly #edges: Edge[][]
  readonly #junctions: Junction[]
  readonly #supplied: boolean[]

  constructor(
    plan: Pick<DistrictPlan, 'substations' | 'sections'>,
    homesAt: ReadonlyMap<string, number>,
    stateOf: (section: string) => SectionState,
    carrier: number,
  ) {
    const names = new Set([...plan.substations, ...plan.sections.flatMap(({ from, to }) => [from, to])])
    this.boxes = new Map([...names].map((name, box) => [name, box]))
    this.#edges = Array.from(names, () => [])
    const wires: number[][] = Array.from(names, () => [])
    for (const section of plan.sections) {
      const state = stateOf(section.id)
      if (state === 'cut') continue
      const [from, to] = [this.boxes.get(section.from)!, this.boxes.get(section.to)!]
      const length = cableLoss(section.cable, section.metres, carrier)
      const loss = state === 'open' ? length + openSwitch : length
      this.#edges[from]!.push({ to, loss })
      this.#edges[to]!.push({ to: from, loss })
      if (state === 'open') continue
      wires[from]!.push(to)
      wires[to]!.push(from)
    }
    const substations = new Set(plan.substations)
    this.#junctions = Array.from(names, (name, box) => ({
      cables: wires[box]!.length,
      homes: homesAt.get(name) ?? 0,
      transformer: substations.has(name),
    }))
    this.#supplied = reach(
      wires,
      plan.substations.map(name => this.boxes.get(name)!),
    )
  }

  /** Is there a closed way from a box to a transformer? */
  supplies(box: number): boolean {
    return this.#supplied[box]!
  }

  /** What a signal loses between the service lines at one box and those at any other, dB; infinite where no way leads. */
  lossesFrom(box: number): Float64Array {
    const arrival = this.#arrivals(box)
    const losses = new Float64Array(arrival.length)
    for (let to = 0; to < losses.length; to++) {
      losses[to] =
        to === box
          ? junctionLoss(this.#junctions[box]!, 0)
          : arrival[to]! + junctionLoss(this.#junctions[to]!, 1)
    }
    return losses
  }

  /** Dijkstra: a signal takes the way on which least is lost, and loses some at each box it passes. */
  #arrivals(start: number): Float64Array {
    const best = new Float64Array(this.#edges.length).fill(Infinity)
    const done = new Uint8Array(this.#edges.length)
    best[start] = 0
    for (;;) {
      const box = nearest(best, done)
      if (box < 0) return best
      done[box] = 1
      const leaving = best[box]! + junctionLoss(this.#junctions[box]!, box === start ? 1 : 2)
      for (const { to, loss } of this.#edges[box]!) best[to] = Math.min(best[to]!, leaving + loss)
    }
  }
}

function nearest(best: Float64Array, done: Uint8Array): number {
  let found = -1
  for (let box = 0; box < best.length; box++) {
    if (done[box] === 0 && best[box]! < (found < 0 ? Infinity : best[found]!)) found = box
  }
  return found
}

/** The boxes that can be reached from some of them. */
function reach(wires: readonly (readonly number[])[], from: readonly number[]): boolean[] {
  const reached = wires.map(() => false)
  const next = [...from]
  for (let box = next.pop(); box !== undefined; box = next.pop()) {
    if (reached[box]) continue
    reached[box] = true
    next.push(...wires[box]!)
  }
  return reached
}
