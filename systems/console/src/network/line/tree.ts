import type { TopologyNode } from '../../api/resources.ts'

/** A meter at its place in the tree of a line. */
export interface Branch {
  readonly node: TopologyNode
  /** The repeater that the concentrator reaches it through; null when it hears it directly. */
  parent: Branch | null
  readonly children: Branch[]
  /** 1 for what is heard directly. */
  level: number
}

export interface LineTree {
  /** What the concentrator hears directly. */
  readonly roots: Branch[]
  readonly byAca: ReadonlyMap<string, Branch>
}

/**
 * Routes as a tree: under each repeater the meters that it is the last repeater of. A repeater that is not heard any
 * more is left out of the way, and routes that lead in a circle (inventories are taken over minutes) are opened where
 * they close.
 */
export function treeOf(nodes: readonly TopologyNode[]): LineTree {
  const byAca = new Map<string, Branch>(
    nodes.map(node => [node.aca, { node, parent: null, children: [], level: 1 }]),
  )
  for (const branch of byAca.values()) {
    const repeater = branch.node.route.findLast(aca => byAca.has(aca) && aca !== branch.node.aca)
    const parent = repeater === undefined ? undefined : byAca.get(repeater)
    if (parent && !isAbove(branch, parent)) branch.parent = parent
  }
  for (const branch of byAca.values()) branch.parent?.children.push(branch)
  const roots = [...byAca.values()].filter(({ parent }) => parent === null)
  settle(roots, 1)
  return { roots, byAca }
}

function isAbove(upper: Branch, lower: Branch): boolean {
  for (let at: Branch | null = lower; at !== null; at = at.parent) if (at === upper) return true
  return false
}

function settle(branches: Branch[], level: number): void {
  branches.sort((a, b) => (nameOf(a.node) < nameOf(b.node) ? -1 : 1))
  for (const branch of branches) {
    branch.level = level
    settle(branch.children, level + 1)
  }
}

/** Serial number, or the address of a meter that has not said it. */
export function nameOf({ serial, aca }: Pick<TopologyNode, 'serial' | 'aca'>): string {
  return serial ?? aca
}

/** From the concentrator down to a branch, itself included. */
export function pathTo(branch: Branch): Branch[] {
  const path: Branch[] = []
  for (let at: Branch | null = branch; at !== null; at = at.parent) path.unshift(at)
  return path
}

/** Branches from top to bottom as a list shows them; nothing below those that are closed. */
export function listed(roots: readonly Branch[], closed: ReadonlySet<string>): Branch[] {
  return roots.flatMap(branch => [
    branch,
    ...(closed.has(branch.node.aca) ? [] : listed(branch.children, closed)),
  ])
}
