import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Breach, type Package, type Project, resolveModule } from './project.ts'
import type { Export } from './source.ts'

/**
 * Names that an entry of a package offers and no other package takes, tests included. Names in code in the section "API" of
 * the package's README are public: programs of others may rely on them.
 */
export function unusedExports(project: Project): Breach[] {
  const taken = takenNames(project)
  return project.packages.flatMap(owner =>
    [...owner.entries].flatMap(([entry, file]) => {
      const takers = taken.get(file)
      if (takers?.has('*')) return []
      const published = publicNames(project, owner)
      return exportsOf(project, file)
        .filter(({ name }) => !takers?.has(name) && !published.has(name))
        .map(({ name, line }) => ({
          file,
          line,
          message: `${name}: exported by ${entry}, imported by no other package; keep it inside, or name it in the README's API section`,
        }))
    }),
  )
}

/** By file of an entry: the names that other packages import from it; `*` where one takes all. */
function takenNames(project: Project): ReadonlyMap<string, ReadonlySet<string>> {
  const taken = new Map<string, Set<string>>()
  for (const { file, owner, source } of project.files) {
    for (const { specifier, names } of source?.imports ?? []) {
      if (specifier.startsWith('.') || owner.entries.has(specifier)) continue
      const entry = resolveModule(project, file, specifier)
      if (entry === undefined) continue
      const known = taken.get(entry) ?? new Set()
      taken.set(entry, known)
      for (const name of names === 'all' ? ['*'] : names) known.add(name)
    }
  }
  return taken
}

function exportsOf(project: Project, file: string): readonly Export[] {
  const source = project.files.find(known => known.file === file)?.source
  if (source === undefined) return []
  const whole = source.exportsAllOf.flatMap(specifier => {
    const from = resolveModule(project, file, specifier)
    return from === undefined ? [] : exportsOf(project, from).map(({ name }) => ({ name, line: 1 }))
  })
  return [...source.exports, ...whole]
}

function publicNames({ root }: Project, { folder }: Package): ReadonlySet<string> {
  const readme = readFileSync(join(root, folder, 'README.md'), 'utf8')
  const section = /^## API\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(readme)?.[1] ?? ''
  return new Set([...section.matchAll(/`([A-Za-z_]\w*)/g)].map(([, name = '']) => name))
}
