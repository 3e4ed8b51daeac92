import { at } from '@ferraris/bytes'
import {
  type DistrictPlan,
  everyHome,
  hardToReach,
  parsePlan,
  planDistrict,
  type Section,
} from '@ferraris/power-line'
import { planFile, readJson, writeJson } from '../../data-folder.ts'
import { DistrictError } from '../../district-error.ts'

/** The farthest homes of a feeder are reached over as many transmissions, where there are homes enough to repeat. */
const hops = 3
const homesToRepeat = 6
/** One home in so many is weak, and one in so many out of reach: of small districts none. */
const homesPerWeak = 15
const homesPerHopeless = 30
/** The switch between the ends of two feeders, metres of cable. */
const tie = 40

/** What begins the names of all sections that join two substations. */
const tiePrefix = 'tie-'

export function isTie({ id }: Section): boolean {
  return id.startsWith(tiePrefix)
}

/** The n-th substation, and the concentrator in it, from 1 on. */
export function substationOf(number: number): string {
  return `S${number}`
}
export function concentratorOf(substation: string): string {
  return substation.replace(/^S/, 'C')
}

/** The place of the meter that measures what a transformer delivers. */
export function busbarOf(substation: string): string {
  return `${substation}.M`
}

/**
 * A district of several substations with as many homes each as asked for, and a place for a meter at each transformer.
 * As in the field, some homes of larger ones are reached with trouble or not at all, unless all are to be in reach.
 * An open tie joins the last feeder of each with the first of the next: closed when the grid is switched; even open, it
 * carries a little of a neighbour's signal.
 */
export function planSubstations(
  homes: readonly number[],
  seed: number,
  { allInReach = false }: { readonly allInReach?: boolean } = {},
): DistrictPlan {
  const plans = homes.map((meters, i) => {
    const substation = substationOf(i + 1)
    const plan = planDistrict({
      meters,
      substation,
      seed: seed + i,
      hops: meters < homesToRepeat ? 1 : hops,
    })
    return { substation, homes: plan.homes, sections: plan.sections, ends: feederEnds(plan) }
  })
  const ties = plans.slice(1).map((plan, i): Section => {
    const former = at(plans, i)
    return {
      id: `${tiePrefix}${former.substation}-${plan.substation}`,
      from: at(former.ends, former.ends.length - 1),
      to: at(plan.ends, 0),
      metres: tie,
      cable: 'underground',
      open: true,
    }
  })
  const joined: DistrictPlan = {
    name: `${homes.length} substations`,
    band: 'cenelec-a',
    substations: plans.map(({ substation }) => substation),
    sections: [...plans.flatMap(({ sections }) => sections), ...ties],
    homes: plans.flatMap(({ substation, homes }) => [
      { id: busbarOf(substation), box: substation, phases: [1, 2, 3], metres: 3 },
      ...homes,
    ]),
  }
  if (allInReach) return joined
  const hopeless = plans.flatMap(plan => everyHome(plan, homesPerHopeless))
  const weak = plans.flatMap(plan => everyHome(plan, homesPerWeak)).filter(id => !hopeless.includes(id))
  return hardToReach(joined, seed, { weak, hopeless })
}

/** The name of the feeder that a box stands on: `S1.F2` of `S1.F2.B7`. */
export function feederOf(box: string): string {
  return box.split('.').slice(0, 2).join('.')
}

/** The boxes where the feeders end: of each feeder the last one that was laid. */
function feederEnds({ sections }: DistrictPlan): string[] {
  return [...new Map(sections.map(({ to }) => [feederOf(to), to])).values()]
}

/** The substation that a box or a home belongs to as planned. */
export function plannedSubstation(place: string): string {
  return place.replace(/\..*/, '')
}

/** The plan kept in a data folder: feeders must not move because a generator has changed. */
export function readPlan(folder: string): DistrictPlan {
  try {
    return parsePlan(readJson(folder, planFile, 'manifest-damaged'))
  } catch (cause) {
    if (cause instanceof DistrictError) throw cause
    throw new DistrictError('manifest-damaged', `${folder}/${planFile} is no plan; restore it`, { cause })
  }
}

export function writePlan(folder: string, plan: DistrictPlan): void {
  writeJson(folder, planFile, plan)
}
