import type { Section, Substation, TopologyNode } from '../../api/resources.ts'
import type { Branch, LineTree } from './tree.ts'

export interface Point {
  x: number
  y: number
}

/** A length of cable between two places of the map. */
export interface Cable {
  id: string
  state: Section['state']
  from: Point
  to: Point
}

/** Where everything of a line stands. Places depend on the data alone: the same line always looks the same. */
export interface Drawing {
  width: number
  height: number
  concentrator: Point
  places: ReadonlyMap<string, Point>
  cables: Cable[]
  /** Where feeders branch. */
  boxes: ({ id: string } & Point)[]
  /** Columns of hops, with the x of each; a map has none. */
  columns: number[]
}

const pitch = 18
const column = 170
const margin = 28

/** More leaves than this stand in one more column, or a long line would be a thin thread. */
const leavesInColumn = 120

/** The concentrator at the left, then a column for each hop; leaves one below the other, a repeater amid what it repeats. */
export function drawByHops({ roots, byAca }: LineTree): Drawing {
  const leaves = [...byAca.values()].filter(({ children }) => children.length === 0).length
  const abreast = Math.max(1, Math.ceil(Math.sqrt(leaves / leavesInColumn)))
  const step = column + (abreast - 1) * pitch
  const places = new Map<string, Point>()
  let leaf = 0
  let levels = 0

  const place = (branch: Branch): number => {
    levels = Math.max(levels, branch.level)
    const x = margin + branch.level * step
    if (branch.children.length === 0) {
      const y = margin + (leaf * pitch) / abreast
      places.set(branch.node.aca, { x: x + (leaf % abreast) * pitch, y })
      leaf++
      return y
    }
    const ys = branch.children.map(place)
    const y = (ys[0]! + ys[ys.length - 1]!) / 2
    places.set(branch.node.aca, { x, y })
    return y
  }
  const ys = roots.map(place)
  const height = Math.max(240, 2 * margin + (Math.max(1, leaf) * pitch) / abreast)
  const middle = ys.length === 0 ? height / 2 : (ys[0]! + ys[ys.length - 1]!) / 2
  return {
    width: 2 * margin + Math.max(2, levels + 0.6) * step,
    height,
    concentrator: { x: margin, y: middle },
    places,
    cables: [],
    boxes: [],
    columns: Array.from({ length: levels }, (_, i) => margin + (i + 1) * step),
  }
}

const mapWidth = 960
const mapHeight = 620

/** The feeder with its boxes and homes as they lie, north up. Meters that are connected elsewhere are not on it. */
export function drawMap(plan: Substation, nodes: readonly TopologyNode[]): Drawing {
  const spots: Point[] = [plan, ...plan.boxes, ...plan.homes]
  const [left, right] = extent(spots.map(({ x }) => x))
  const [south, north] = extent(spots.map(({ y }) => y))
  const scale = Math.min(
    (mapWidth - 2 * margin) / Math.max(1, right - left),
    (mapHeight - 2 * margin) / Math.max(1, north - south),
  )
  const put = ({ x, y }: Point): Point => ({
    x: margin + (x - left) * scale,
    y: margin + (north - y) * scale,
  })
  const concentrator = put(plan)
  const spotOf = new Map<string, Point>([
    [plan.id, concentrator],
    ...plan.boxes.map(box => [box.id, put(box)] as const),
    ...plan.homes.map(home => [home.id, put(home)] as const),
  ])
  const places = new Map(plan.homes.map(home => [home.aca, put(home)]))
  const balance = nodes.find(({ serial }) => serial === plan.balanceMeter)
  if (balance) places.set(balance.aca, { x: concentrator.x + pitch, y: concentrator.y - pitch })
  const cables = plan.sections.flatMap(({ id, state, from, to }): Cable[] => {
    const a = spotOf.get(from)
    const b = spotOf.get(to)
    return a && b ? [{ id, state, from: a, to: b }] : []
  })
  // From its box to the home there is no section of its own.
  const drops = plan.homes.flatMap((home): Cable[] => {
    const box = spotOf.get(home.box)
    const state = home.supplied ? 'closed' : 'open'
    return box ? [{ id: `drop ${home.id}`, state, from: box, to: put(home) }] : []
  })
  return {
    width: 2 * margin + (right - left) * scale,
    height: 2 * margin + (north - south) * scale,
    concentrator,
    places,
    cables: [...drops, ...cables],
    boxes: plan.boxes.map(box => ({ id: box.id, ...put(box) })),
    columns: [],
  }
}

const extent = (values: readonly number[]): [number, number] => [
  values.reduce((a, b) => Math.min(a, b)),
  values.reduce((a, b) => Math.max(a, b)),
]
