import type { TopologyNode } from '../../../api/resources.ts'
import { nameOf } from '../tree.ts'

/** A place that a meter had in the tree before. */
interface EarlierPlace {
  /** From when until when, ISO 8601. */
  readonly since: string
  readonly until: string
  readonly state: TopologyNode['state']
  readonly success: number | null
  /** Repeaters on the way by name, nearest to the concentrator first. */
  readonly names: string[]
}

const most = 6

/**
 * Walks back through the tree's history, a place at a time: just before a meter got its present place it had the one
 * before. Ends where it was not heard, or after six places.
 *
 * @param topologyAt what the concentrator heard at an instant (ISO 8601)
 */
export async function earlierPlaces(
  node: TopologyNode,
  topologyAt: (at: string) => Promise<readonly TopologyNode[]>,
): Promise<EarlierPlace[]> {
  const places: EarlierPlace[] = []
  for (let until = node.since; places.length < most; ) {
    const nodes = await topologyAt(new Date(Date.parse(until) - 1).toISOString())
    const before = nodes.find(({ aca }) => aca === node.aca)
    // The same beginning again would lead nowhere.
    if (before === undefined || before.since >= until) break
    const known = new Map(nodes.map(other => [other.aca, nameOf(other)]))
    places.push({
      since: before.since,
      until,
      state: before.state,
      success: before.success,
      names: before.route.map(aca => known.get(aca) ?? aca),
    })
    until = before.since
  }
  return places
}
