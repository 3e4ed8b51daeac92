import { defined } from '@ferraris/bytes'
import { type ActiveFault, faultDeclarations, isHarm } from '@ferraris/metering'
import type { DistrictPlan, Section } from '@ferraris/power-line'
import type { DescribedFault } from '../faults/described-fault.ts'
import type { LivingLines } from './living-lines.ts'
import { busbarOf, concentratorOf, feederOf, isTie, plannedSubstation } from './plan/district-plan.ts'
import { placesOnMap, type Spot } from './plan/map.ts'

type PlacedThing<Its> = Its & Spot & { readonly id: string }

/** A length of cable and its state now. */
interface DescribedSection {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly metres: number
  readonly cable: string
  readonly state: 'closed' | 'open' | 'cut'
}

/** A home where it is connected now, and its meter. */
type DescribedHome = PlacedThing<{
  readonly box: string
  readonly phases: number[]
  readonly serial: string
  readonly aca: string
  readonly supplied: boolean
}>

type DescribedSubstation = PlacedThing<{
  readonly concentrator: string
  /** Serial of the meter at the transformer. */
  readonly balanceMeter: string
  readonly boxes: PlacedThing<{ readonly feeder: string }>[]
  readonly sections: DescribedSection[]
  readonly homes: DescribedHome[]
}>

/** The power lines as they are now, with the position of everything on a map. */
export interface LinesDescription {
  readonly live: boolean
  readonly lineTime: number
  readonly substations: DescribedSubstation[]
  readonly ties: DescribedSection[]
  readonly faults: DescribedFault[]
}

export function describeLines(
  plan: DistrictPlan,
  { line, meters, faults, harms, targets, isLive }: LivingLines,
  active: readonly ActiveFault[],
): LinesDescription {
  const cut = new Set(active.filter(({ kind }) => kind === 'cut-cable').map(({ target }) => target))
  // Homes that were moved are drawn where they are connected.
  const now = { ...plan, homes: plan.homes.map(home => ({ ...home, box: faults.boxOf(home.id) })) }
  const spots = placesOnMap(now)
  const at = (id: string): PlacedThing<object> => ({ id, ...defined(spots.get(id), `the spot of ${id}`) })
  const stateOf = ({ id, open }: Section): DescribedSection['state'] =>
    cut.has(id) ? 'cut' : open === true ? 'open' : 'closed'
  const told = (section: Section): DescribedSection => {
    const { id, from, to, metres, cable } = section
    return { id, from, to, metres, cable, state: stateOf(section) }
  }
  const substations = plan.substations.map((id): DescribedSubstation => {
    const sections = plan.sections.filter(section => !isTie(section) && plannedSubstation(section.to) === id)
    return {
      ...at(id),
      concentrator: concentratorOf(id),
      balanceMeter: meters.get(busbarOf(id)).entry.serial,
      boxes: sections.map(({ to }) => ({ ...at(to), feeder: feederOf(to) })),
      sections: sections.map(told),
      homes: now.homes.flatMap(({ id: home, box, phases }) => {
        const meter = meters.find(home)
        if (meter === undefined || plannedSubstation(box) !== id) return []
        const { entry, aca } = meter
        return [
          {
            ...at(home),
            box,
            phases: [...phases],
            serial: entry.serial,
            aca,
            supplied: !harms.dark.has(entry.serial),
          },
        ]
      }),
    }
  })
  const hurtBy = (fault: ActiveFault): string[] => {
    if (isHarm(fault.kind)) return harms.hurtBy(fault)
    if (fault.kind === 'cut-cable') {
      const behind = targets.harmed.aim(fault.target).places.map(place => meters.get(place).entry.serial)
      return behind.filter(serial => harms.dark.has(serial))
    }
    return faultDeclarations[fault.kind].target.endsWith('meter') ? [fault.target] : []
  }
  return {
    live: isLive,
    lineTime: Math.floor(line.now),
    substations,
    ties: plan.sections.filter(isTie).map(told),
    faults: active.map(fault => ({ ...fault, meters: hurtBy(fault) })),
  }
}
