import type { Neighbourhood } from '../neighbourhood.ts'
import { chance } from './link.ts'
import { here } from './link-map.ts'

/** A link that carries a broadcast well enough: what is lost is made good later. */
const good = 0.7

/**
 * Few and short ways to stations that together reach all of these meters by broadcast: again and again the one that reaches most
 * of those left for each of its hops. Empty is the way without a repeater. Meters without a known way are left out.
 */
export function waysToMany({ routes, links, now }: Neighbourhood, acas: readonly string[]): string[][] {
  const candidates = new Map<string, { way: string[]; reached: Set<string> }>()
  const left = new Set<string>()
  for (const aca of acas) {
    const way = (routes.current(aca) ?? routes.choose(aca, new Map(), now))?.slice(0, -1)
    if (way === undefined) continue
    left.add(aca)
    const candidate = candidates.get(way.join()) ?? { way: [...way], reached: new Set() }
    candidates.set(way.join(), candidate)
    candidate.reached.add(aca)
  }
  for (const { way, reached } of candidates.values()) {
    const neighbours = links.neighbours(way.at(-1) ?? here)
    for (const [aca, link] of neighbours) if (left.has(aca) && chance(link, now) >= good) reached.add(aca)
  }
  const ways: string[][] = []
  while (left.size > 0) {
    let best: { way: string[]; reached: Set<string> } | undefined
    let most = 0
    for (const candidate of candidates.values()) {
      let count = 0
      for (const aca of candidate.reached) if (left.has(aca)) count++
      const each = count / (candidate.way.length + 1)
      if (each > most) [best, most] = [candidate, each]
    }
    if (best === undefined) break
    ways.push(best.way)
    for (const aca of best.reached) left.delete(aca)
  }
  return ways
}
