import type { TopologyNode } from '../../api/resources.ts'
import { type Measure, measures, qualityOf } from './quality.ts'
import { type Branch, type LineTree, nameOf } from './tree.ts'

export const views = ['hops', 'map', 'table'] as const
export type View = (typeof views)[number]

/** Which meters the list shows. */
export const selections = ['own', 'silent', 'weak', 'new', 'all'] as const
export type Selection = (typeof selections)[number]

/** What is looked at of a line: it stands in the address. */
export interface LineChoice {
  readonly view: View
  readonly measure: Measure
  readonly show: Selection
  readonly search: string
  /** ACA of the selected meter. */
  readonly meter: string | null
  /** The time that is looked at, ISO 8601; null for now. */
  readonly at: string | null
}

/** The choice that an address asks for; what it does not understand it leaves out. A line with a plan shows its map. */
export function lineChoiceOf(params: URLSearchParams, hasMap: boolean): LineChoice {
  const one = <K extends string>(name: string, known: readonly K[]): K | undefined =>
    known.find(value => value === params.get(name))
  const at = Date.parse(params.get('at') ?? '')
  const view = one('view', views) ?? (hasMap ? 'map' : 'hops')
  return {
    view: view === 'map' && !hasMap ? 'hops' : view,
    measure: one('by', measures) ?? 'success',
    show: one('show', selections) ?? 'own',
    search: params.get('search')?.trim() ?? '',
    meter: params.get('meter'),
    at: Number.isNaN(at) ? null : new Date(at).toISOString(),
  }
}

export function paramsOf({ view, measure, show, search, meter, at }: LineChoice): URLSearchParams {
  const params = new URLSearchParams({ view })
  if (measure !== 'success') params.set('by', measure)
  if (show !== 'own') params.set('show', show)
  if (search !== '') params.set('search', search)
  if (meter !== null) params.set('meter', meter)
  if (at !== null) params.set('at', at)
  return params
}

/**
 * A concentrator calls each meter new that it has no decision about. Where none is due, because another concentrator
 * serves the meter or it was refused, the meter is not of this line.
 */
export function asDecided(nodes: readonly TopologyNode[], waiting: ReadonlySet<string>): TopologyNode[] {
  return nodes.map(node =>
    node.state === 'new' && !waiting.has(node.aca) ? { ...node, state: 'foreign' } : node,
  )
}

/** What a concentrator hears without the meters of other lines, except those that repeat for one of this line. */
export function ofThisLine(nodes: readonly TopologyNode[]): TopologyNode[] {
  const isOther = ({ state }: TopologyNode) => state === 'foreign'
  const repeaters = new Set(nodes.flatMap(node => (isOther(node) ? [] : node.route)))
  return nodes.filter(node => !isOther(node) || repeaters.has(node.aca))
}

/** The meters that search and selection leave, by name; null when they leave all, so that the tree stays a tree. */
export function matchesOf(
  tree: LineTree,
  { search, show }: Pick<LineChoice, 'search' | 'show'>,
): Branch[] | null {
  if (search === '' && (show === 'own' || show === 'all')) return null
  const wanted = search.toUpperCase()
  return [...tree.byAca.values()]
    .filter(({ node }) => nameOf(node).toUpperCase().includes(wanted) || node.aca.includes(wanted))
    .filter(({ node }) => {
      if (show === 'silent' || show === 'new') return node.state === show
      if (show === 'weak') return measures.some(by => ['poor', 'silent'].includes(qualityOf(node, by)))
      return true
    })
    .sort((a, b) => (nameOf(a.node) < nameOf(b.node) ? -1 : 1))
}
