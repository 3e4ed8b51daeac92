import type { ApplianceName } from '../physics/appliances.ts'
import { type CableType, cableLoss, cables, junctionLoss, type Phase } from '../physics/attenuation.ts'
import { type BandName, bands } from '../physics/bands.ts'
import { type Random, randomFrom } from '../simulation/random.ts'
import type { DistrictPlan, Home, Section } from './plan.ts'
import { PlanError } from './plan-error.ts'

/** Options of a planned district. */
interface DistrictShape {
  readonly meters: number
  /** Over how many hops the farthest meters are to be reached: 1 when the substation hears all of them. */
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
/** What a link must have in hand above the quiet noise to be used at any hour: busy hours, fading, decoder, dB. */
const reserve = 27
/** The farthest box stands in the middle of the last hop's reach. */
const intoLastHop = 0.6
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
 * as many hops away as asked for. Lengths follow from the physics of the band, all else from the seed.
 *
 * @throws {PlanError} `bad-option`
 */
export function planDistrict(shape: DistrictShape): DistrictPlan {
  const { meters, hops, seed, band = 'cenelec-a', substation = 'S1' } = shape
  whole(meters, 1, 20_000, 'meters')
  whole(hops, 1, 9, 'hops')
  const random = randomFrom(seed)
  const feeders = Math.min(mostFeeders, Math.ceil(meters / homesAFeeder))
  const sections: Section[] = []
  const homes: Home[] = []
  for (let feeder = 1; feeder <= feeders; feeder++) {
    const count = Math.floor((meters * feeder) / feeders) - Math.floor((meters * (feeder - 1)) / feeders)
    layFeeder(
      { name: `${substation}.F${feeder}`, substation, homes: count, feeders, hops, band },
      random,
      sections,
      homes,
    )
  }
  return {
    name: shape.name ?? `${meters} meters, ${hops} hops`,
    band,
    substations: [substation],
    sections,
    homes,
  }
}

interface Feeder {
  readonly name: string
  readonly substation: string
  readonly homes: number
  readonly feeders: number
  readonly hops: number
  readonly band: BandName
}

function layFeeder(feeder: Feeder, random: Random, sections: Section[], homes: Home[]): void {
  const boxes = layBoxes(feeder, random)
  for (const [{ id, parent, cable, homes: count }, metres] of withLengths(feeder, boxes, random)) {
    sections.push({ id: `${id}-in`, from: parent, to: id, metres, cable })
    for (let home = 1; home <= count; home++) homes.push(homeAt(id, home, random))
  }
}

interface Box {
  readonly id: string
  readonly parent: string
  readonly cable: CableType
  readonly homes: number
  readonly lateral: boolean
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

/** Boxes stand so far apart that the sum of all losses on the trunk puts the last one into the last hop. */
function withLengths(
  { feeders, hops, band }: Feeder,
  boxes: readonly Box[],
  random: Random,
): (readonly [box: Box, metres: number])[] {
  const { transmitLevel, noise, carrier } = bands[band]
  const reach = transmitLevel - noise - reserve
  const atBoxes = boxes
    .filter(({ lateral }) => !lateral)
    .reduce((sum, { homes }) => sum + junctionLoss({ cables: 2, homes, transformer: false }, 2), 0)
  const atBusbar = junctionLoss({ cables: feeders, homes: 0, transformer: true }, 1)
  const toLose = Math.max(0, reach * (hops - intoLastHop) - atBoxes - atBusbar)
  const weighed = boxes.map(box => [box, 0.6 + 0.8 * random()] as const)
  const trunk = weighed.reduce(
    (sum, [{ lateral, cable }, weight]) => (lateral ? sum : sum + weight * cables[cable]),
    0,
  )
  const scale = toLose / (cableLoss('underground', 1, carrier) / cables.underground) / trunk
  return weighed.map(([box, weight]) => [box, Math.max(8, Math.round(weight * scale))])
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
