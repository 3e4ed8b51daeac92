import { type Breach, type Project, resolveModule } from './project.ts'

/**
 * Circles of imports among sources that run, types included: no file of one can be read, tested or moved without the
 * others. Each circle is reported once, by a shortest way round that starts at its first file.
 */
export function importCircles(project: Project): Breach[] {
  const graph = importGraph(project)
  const settled = new Set<string>()
  const breaches: Breach[] = []
  for (const file of graph.keys()) {
    if (settled.has(file)) continue
    const way = wayRound(graph, file, settled)
    if (way === undefined) settled.add(file)
    else {
      for (const member of way) settled.add(member)
      breaches.push({ file, line: 1, message: `imports itself round a circle: ${way.join(' → ')} → ${file}` })
    }
  }
  return breaches
}

type Graph = ReadonlyMap<string, readonly string[]>

function importGraph(project: Project): Graph {
  return new Map(
    project.files
      .filter(({ runs }) => runs)
      .map(({ file, source }) => [
        file,
        (source?.imports ?? []).flatMap(({ specifier }) => resolveModule(project, file, specifier) ?? []),
      ]),
  )
}

/** The files of a shortest circle through `start`, in order; breadth first, without those already settled. */
function wayRound(graph: Graph, start: string, settled: ReadonlySet<string>): string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return pathTo(file, cameFrom)
      if (settled.has(next) || cameFrom.has(next)) continue
      cameFrom.set(next, file)
      queue.push(next)
    }
  }
  return undefined
}

function pathTo(file: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const before = cameFrom.get(file)
  return before === undefined ? [file] : [...pathTo(before, cameFrom), file]
}
