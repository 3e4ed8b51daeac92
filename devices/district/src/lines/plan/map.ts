import { defined } from '@ferraris/bytes'
import type { DistrictPlan, Section } from '@ferraris/power-line'
import { feederOf, isTie } from './district-plan.ts'

/** Metres east and north. */
export interface Spot {
  readonly x: number
  readonly y: number
}

/** Between the ends of two neighbours' feeders, metres. */
const gap = 60
/** Laterals leave the trunk by this angle; homes stand this far from the cable, and from each other. */
const lateralAngle = Math.PI / 3
const street = 14
const plot = 11

/**
 * A place on a map for everything of a plan. The first feeder of a substation goes west and the last one east, where the
 * neighbours are; others go north and south. Trunks are straight, and as long as they are.
 */
export function placesOnMap(plan: DistrictPlan): Map<string, Spot> {
  const spots = new Map<string, Spot>()
  let east = 0
  for (const substation of plan.substations) {
    const sections = plan.sections.filter(
      section => !isTie(section) && section.to.startsWith(`${substation}.`),
    )
    const own = new Map<string, Spot>([[substation, { x: 0, y: 0 }]])
    const feeders = [...new Set(sections.map(({ to }) => feederOf(to)))]
    for (const [i, feeder] of feeders.entries()) {
      const its = sections.filter(({ to }) => feederOf(to) === feeder)
      layFeeder(its, directionOf(i, feeders.length), own)
    }
    const xs = [...own.values()].map(({ x }) => x)
    const shift = east - Math.min(...xs)
    for (const [id, { x, y }] of own) spots.set(id, { x: x + shift, y })
    east = Math.max(...xs) + shift + gap
  }
  placeHomes(plan, spots)
  return spots
}

/** West, and the others from east on around the south. */
function directionOf(feeder: number, count: number): number {
  if (feeder === 0) return Math.PI
  return feeder === count - 1 ? 0 : (Math.PI * feeder) / (count - 1) + Math.PI
}

function layFeeder(sections: readonly Section[], direction: number, spots: Map<string, Spot>): void {
  const isTrunk = new Set(sections.map(({ from }) => from))
  const end = sections.at(-1)?.to
  let side = 1
  for (const { from, to, metres } of sections) {
    const lateral = !isTrunk.has(to) && to !== end
    const angle = direction + (lateral ? side * lateralAngle : 0)
    if (lateral) side = -side
    const { x, y } = defined(spots.get(from), `the spot of ${from}`)
    spots.set(to, { x: x + metres * Math.cos(angle), y: y + metres * Math.sin(angle) })
  }
}

/** Homes stand on either side of the cable, at their box. */
function placeHomes({ homes, sections }: DistrictPlan, spots: Map<string, Spot>): void {
  const cameFrom = new Map(sections.filter(section => !isTie(section)).map(({ from, to }) => [to, from]))
  for (const [box, atBox] of Map.groupBy(homes, home => home.box)) {
    const here = defined(spots.get(box), `the spot of ${box}`)
    const before = spots.get(cameFrom.get(box) ?? '') ?? { x: here.x - 1, y: here.y }
    const angle = Math.atan2(here.y - before.y, here.x - before.x)
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    atBox.forEach(({ id }, i) => {
      const across = (i % 2 === 0 ? 1 : -1) * street
      const along = Math.floor(i / 2) * -plot
      spots.set(id, {
        x: here.x + along * cos - across * sin,
        y: here.y + along * sin + across * cos,
      })
    })
  }
}
