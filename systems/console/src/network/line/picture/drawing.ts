import type { Section, Substation } from '../../../api/resources.ts'
import type { Branch, LineTree } from '../tree.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

/** A length of cable between two places of the map. */
export interface Cable {
  readonly id: string
  readonly state: Section['state']
  /** The last metres to a home. */
  readonly isDrop: boolean
  readonly from: Point
  readonly to: Point
}

/** Where everything of a line stands. Places depend on the data alone: the same line always looks the same. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly concentrator: Point
  readonly places: ReadonlyMap<string, Point>
  readonly cables: Cable[]
  /** Where feeders branch. */
  readonly boxes: ({ readonly id: string } & Point)[]
  /** Columns of hops, with the x of each; a map has none. */
  readonly columns: number[]
  /** How far apart neighbours are at least, as a rule: what a name beside each needs. */
  readonly row: number
}

const pitch = 18
const margin = 28
/** Columns are as wide as makes the whole a little wider than high, within what links and names need. */
const column = { least: 64, most: 170, slant: 1.15 }

/** A line of this height is drawn with its leaves one below the other; of a longer one several stand in a row. */
const tall = 900

function leavesAbreast(leaves: number, levels: number): number {
  let abreast = 1
  const isThread = () => {
    const width = (levels + 0.6) * (column.most + (abreast - 1) * pitch)
    return (leaves * pitch) / abreast > Math.max(tall, width * column.slant)
  }
  while (isThread()) abreast++
  return abreast
}

/** The concentrator at the left, then a column for each hop; leaves one below the other, a repeater amid what it repeats. */
export function drawByHops({ roots, byAca }: LineTree): Drawing {
  const branches = [...byAca.values()]
  const leaves = branches.filter(({ children }) => children.length === 0).length
  const levels = branches.reduce((most, { level }) => Math.max(most, level), 0)
  const abreast = leavesAbreast(leaves, levels)
  const height = Math.max(240, 2 * margin + (leaves * pitch) / abreast)
  const wanted = (height * column.slant) / (levels + 0.6)
  const step = Math.min(column.most, Math.max(column.least, wanted)) + (abreast - 1) * pitch
  const places = new Map<string, Point>()
  let leaf = 0
  const place = (branch: Branch): number => {
    const x = margin + branch.level * step
    if (branch.children.length === 0) {
      const y = margin + (leaf * pitch) / abreast
      places.set(branch.node.aca, { x: x + (leaf % abreast) * pitch, y })
      leaf++
      return y
    }
    const y = middleOf(branch.children.map(place), margin)
    places.set(branch.node.aca, { x, y })
    return y
  }
  const middle = middleOf(roots.map(place), height / 2)
  return {
    width: 2 * margin + Math.max(2, levels + 0.6) * step,
    height,
    concentrator: { x: margin, y: middle },
    places,
    cables: [],
    boxes: [],
    columns: Array.from({ length: levels }, (_, i) => margin + (i + 1) * step),
    row: pitch / abreast,
  }
}

/** Half way between the first and the last; `otherwise` where there are none. */
function middleOf(places: readonly number[], otherwise: number): number {
  const [first = otherwise] = places
  return (first + (places.at(-1) ?? otherwise)) / 2
}

/** What a map is drawn into; feeders are long and thin, so they are spread across up to so many times. */
const map = { width: 960, height: 640, spread: 8, row: 6 }

/** The feeder with its boxes and homes as they lie, north up. Meters that are connected elsewhere are not on it. */
export function drawMap(plan: Substation): Drawing {
  const spots: Point[] = [plan, ...plan.boxes, ...plan.homes]
  const [west, east] = extent(spots.map(({ x }) => x))
  const [south, north] = extent(spots.map(({ y }) => y))
  const across = (map.width - 2 * margin) / Math.max(1, east - west)
  const up = (map.height - 2 * margin) / Math.max(1, north - south)
  const [scaleX, scaleY] = [Math.min(across, up * map.spread), Math.min(up, across * map.spread)]
  const put = ({ x, y }: Point): Point => ({
    x: margin + (x - west) * scaleX,
    y: margin + (north - y) * scaleY,
  })
  const concentrator = put(plan)
  const spotOf = new Map<string, Point>([
    [plan.id, concentrator],
    ...[...plan.boxes, ...plan.homes].map(spot => [spot.id, put(spot)] as const),
  ])
  const homes = new Set(plan.homes.map(({ id }) => id))
  const cableBetween = (id: string, state: Cable['state'], from: string, to: string): Cable[] => {
    const [a, b] = [spotOf.get(from), spotOf.get(to)]
    return a && b ? [{ id, state, from: a, to: b, isDrop: homes.has(to) }] : []
  }
  return {
    width: 2 * margin + (east - west) * scaleX,
    height: 2 * margin + (north - south) * scaleY,
    concentrator,
    places: new Map(plan.homes.map(home => [home.aca, put(home)])),
    cables: [
      ...plan.homes.flatMap(({ id, box, supplied }) =>
        cableBetween(id, supplied ? 'closed' : 'open', box, id),
      ),
      ...plan.sections.flatMap(({ id, state, from, to }) => cableBetween(id, state, from, to)),
    ],
    boxes: plan.boxes.map(box => ({ id: box.id, ...put(box) })),
    columns: [],
    row: map.row,
  }
}

function extent(values: readonly number[]): [number, number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
}

/**
 * By hops a link leaves to the right and arrives from the left. On a map it is bowed, so that it does not lie on the
 * cables that it follows.
 */
export function linkBetween(from: Point, to: Point, { columns }: Drawing): string {
  const [wide, high] = [to.x - from.x, to.y - from.y]
  if (columns.length === 0) {
    const bow = 0.16
    return `M${from.x} ${from.y}Q${from.x + wide / 2 + high * bow} ${from.y + high / 2 - wide * bow} ${to.x} ${to.y}`
  }
  const bend = Math.min(70, wide * 0.55)
  return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`
}
