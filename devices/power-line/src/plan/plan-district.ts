import { at } from '@ferraris/bytes'
import type { ApplianceName } from '../physics/appliances.ts'
import { type CableType, cableLoss, junctionLoss, type Phase } from '../physics/attenuation.ts'
import { type BandName, bands } from '../physics/bands.ts'
import { type Random, randomFrom } from '../simulation/random.ts'
import { hopsNeeded } from './hops-needed.ts'
import type { DistrictPlan, Home, Section } from './plan.ts'
import { PlanError } from './plan-error.ts'

/** Options of a planned district. */
interface DistrictShape {
  readonly meters: number
  /**
   * Over how many hops the farthest meters are reached in the busiest hour, good links only: 1 when the substation hears
   * all of them. Fewer where there are not homes enough to repeat; one more for the noisiest homes of a busbar that many
   * feeders load, however short they are.
   */
  readonly hops: number
  readonly seed: number
  readonly band?: BandName
  readonly name?: string
  /** The substation's name, and the beginning of all other names. Default `S1`. */
  readonly substation?: string
}

/** Homes that a feeder is planned for. */
const homesAFeeder = 28
const mostFeeders = 8
/** What a link loses to busy hours, fading and decoder, dB: a first estimate of how far a hop reaches. */
const reserve = 27
/** Lengths are fitted to the hops within these multiples of the estimate, in so many steps. */
const [shortest, longest, fittingSteps] = [0.2, 1.6, 8]
/** Homes of a box that are looked at to count its hops. */
const homesLookedAt = 4
/** One box in so many begins a lateral. */
const lateralAngle = 5

const habits: readonly (readonly [name: ApplianceName, share: number])[] = [
  ['led-lamps', 0.35],
  ['old-television', 0.15],
  ['dimmer', 0.06],
  ['vacuum-cleaner', 0.1],
  ['heat-pump', 0.12],
  ['solar-inverter', 0.12],
  ['car-charger', 0.05],
]

/**
 * Makes a district: feeders of boxes with homes on either side, some with laterals, so long that the farthest homes are
 * as many hops away as asked for, by the physics of the band and the chances of the seed; all else follows from the seed.
 *
 * @throws {PlanError} `bad-option`
 */
export function planDistrict(shape: DistrictShape): DistrictPlan {
  const { meters, hops, seed, band = 'cenelec-a', substation = 'S1' } = shape
  whole(meters, 1, 20_000, 'meters')
  whole(hops, 1, 9, 'hops')
  const random = randomFrom(seed)
  const feeders = Math.min(mostFeeders, Math.ceil(meters / homesAFeeder))
  const laid = Array.from({ length: feeders }, (_, i) => {
    const count = Math.floor((meters * (i + 1)) / feeders) - Math.floor((meters * i) / feeders)
    const name = `${substation}.F${i + 1}`
    return layFeeder({ name, substation, homes: count, feeders, hops, band }, random)
  })
  const planOf = (feeders: readonly LaidFeeder[]): DistrictPlan => ({
    name: shape.name ?? `${meters} meters, ${hops} hops`,
    band,
    substations: [substation],
    sections: feeders.flatMap(sectionsOf),
    homes: feeders.flatMap(({ homes }) => homes),
  })
  return planOf(fitted(laid, hops, feeders => hopsNeeded(planOf(feeders), seed)))
}

/** The feeders, each made as long as its farthest home can be for so many hops. */
function fitted(
  feeders: readonly LaidFeeder[],
  hops: number,
  measure: (feeders: readonly LaidFeeder[]) => ReadonlyMap<string, number>,
): LaidFeeder[] {
  let ranges = feeders.map(() => ({ short: shortest, long: longest }))
  for (let step = 0; step < fittingSteps; step++) {
    const tried = feeders.map((feeder, i) => {
      const { short, long } = at(ranges, i)
      return lengthened(someHomes(feeder), (short + long) / 2)
    })
    const needed = measure(tried)
    ranges = ranges.map(({ short, long }, i) => {
      const middle = (short + long) / 2
      const isNear = at(tried, i).homes.every(({ id }) => (needed.get(id) ?? Infinity) <= hops)
      return isNear ? { short: middle, long } : { short, long: middle }
    })
  }
  return feeders.map((feeder, i) => lengthened(feeder, at(ranges, i).short))
}

/** All homes of a box are about as far away as the first of them. */
function someHomes(feeder: LaidFeeder): LaidFeeder {
  const seen = new Map<string, number>()
  const homes = feeder.homes.filter(({ box }) => {
    const count = (seen.get(box) ?? 0) + 1
    seen.set(box, count)
    return count <= homesLookedAt
  })
  return { ...feeder, homes }
}

function lengthened(feeder: LaidFeeder, factor: number): LaidFeeder {
  return { ...feeder, metresAWeight: feeder.metresAWeight * factor }
}

interface Feeder {
  readonly name: string
  readonly substation: string
  readonly homes: number
  readonly feeders: number
  readonly hops: number
  readonly band: BandName
}

/** A feeder whose boxes stand so many metres apart for each unit of their weight. */
interface LaidFeeder {
  readonly boxes: readonly WeighedBox[]
  readonly metresAWeight: number
  readonly homes: readonly Home[]
}

function layFeeder(feeder: Feeder, random: Random): LaidFeeder {
  const boxes = layBoxes(feeder, random).map(box => ({ ...box, weight: 0.6 + 0.8 * random() }))
  const homes = boxes.flatMap(({ id, homes: count }) =>
    Array.from({ length: count }, (_, home) => homeAt(id, home + 1, random)),
  )
  return { boxes, homes, metresAWeight: estimated(feeder, boxes) }
}

function sectionsOf({ boxes, metresAWeight }: LaidFeeder): Section[] {
  return boxes.map(({ id, parent, cable, weight }) => {
    const metres = Math.max(8, Math.round(weight * metresAWeight))
    return { id: `${id}-in`, from: parent, to: id, metres, cable }
  })
}

interface Box {
  readonly id: string
  readonly parent: string
  readonly cable: CableType
  readonly homes: number
  readonly lateral: boolean
}

/** Some boxes stand farther from the one before than others. */
interface WeighedBox extends Box {
  readonly weight: number
}

/** The boxes from the substation outwards; a lateral is a box beside the trunk, which goes on from its parent. */
function layBoxes({ name, substation, homes, hops }: Feeder, random: Random): Box[] {
  const count = Math.max(1, Math.min(homes, hops * 4))
  const overheadFrom = count * (0.5 + random())
  const boxes: Box[] = []
  let trunk = substation
  for (let i = 0; i < count; i++) {
    const id = `${name}.B${i + 1}`
    const lateral = i > 0 && i < count - 1 && random() < 1 / lateralAngle
    const share = Math.floor((homes * (i + 1)) / count) - Math.floor((homes * i) / count)
    boxes.push({
      id,
      parent: trunk,
      cable: i < overheadFrom ? 'underground' : 'overhead',
      homes: share,
      lateral,
    })
    if (!lateral) trunk = id
  }
  return boxes
}

/** Boxes so far apart that the sum of all losses on the trunk is what its hops overcome. */
function estimated({ feeders, hops, band }: Feeder, boxes: readonly WeighedBox[]): number {
  const { transmitLevel, noise, carrier } = bands[band]
  const trunk = boxes.filter(({ lateral }) => !lateral)
  const atBoxes = trunk.reduce(
    (sum, { homes }) => sum + junctionLoss({ cables: 2, homes, transformer: false }, 2),
    0,
  )
  const atBusbar = junctionLoss({ cables: feeders, homes: 0, transformer: true }, 1)
  const toLose = Math.max(0, (transmitLevel - noise - reserve) * hops - atBoxes - atBusbar)
  const losses = trunk.reduce((sum, { weight, cable }) => sum + cableLoss(cable, weight, carrier), 0)
  return toLose / losses
}

function homeAt(box: string, number: number, random: Random): Home {
  const phases: readonly Phase[] = random() < 0.1 ? [1, 2, 3] : [(1 + Math.floor(random() * 3)) as Phase]
  const appliances = habits.filter(([, share]) => random() < share).map(([name]) => name)
  const metres = Math.round(5 + 20 * random())
  return { id: `${box}.H${number}`, box, phases, metres, ...(appliances.length > 0 && { appliances }) }
}

function whole(value: number, least: number, most: number, field: string): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new PlanError('bad-option', field, `${value} is no whole number from ${least} to ${most}`)
  }
}
