import { isBuiltin } from 'node:module'
import { dirname, join, relative } from 'node:path'
import type { Breach, Package, Project, SourceFile } from './project.ts'

/** What the sources of one package may import; tests may import any package. */
export interface Border {
  /** Folder of the package, from the root. */
  readonly folder: string
  /** Folders of the packages it may import. Each stands higher in the table, so a cycle cannot be written down. */
  readonly packages: readonly string[]
  /** Whether a source may import this module of Node's own, named with its `node:`. */
  readonly builtins: (module: string, file: string) => boolean
  /** Why the border runs here; shown with each breach. */
  readonly why: string
}

/** Holds the sources of a project against the table. */
export function checkBorders(project: Project, table: readonly Border[]): Breach[] {
  return [
    ...faultsOfTable(table, project.packages),
    ...project.files.flatMap(file => checkFile(file, table, project.packages)),
  ]
}

function faultsOfTable(table: readonly Border[], packages: readonly Package[]): Breach[] {
  const fault = (message: string) => ({ file: 'tools/structure/borders.ts', line: 1, message })
  const rank = new Map(table.map((row, index) => [row.folder, index]))
  return [
    ...packages
      .filter(({ folder }) => !rank.has(folder))
      .map(({ folder }) => fault(`${folder} has no row in the table of borders`)),
    ...table.flatMap((row, index) =>
      row.packages
        .filter(folder => (rank.get(folder) ?? index) >= index)
        .map(folder => fault(`${row.folder} may import only what stands above it, and ${folder} does not`)),
    ),
  ]
}

function checkFile(
  { file, owner, runs, source }: SourceFile,
  table: readonly Border[],
  packages: readonly Package[],
): Breach[] {
  const border = runs ? table.find(({ folder }) => folder === owner.folder) : undefined
  const refuse = (name: string) => `${owner.folder} may not import ${name}: ${border?.why}`

  function judge(specifier: string): string | undefined {
    if (specifier.startsWith('.')) return judgeRelative(specifier)
    if (isBuiltin(specifier)) return judgeBuiltin(specifier)
    const name = packageName(specifier)
    const known = packages.find(other => other.name === name)
    return (known && judgePackage(known)) ?? judgeDeclared(name, known)
  }
  function judgeRelative(specifier: string) {
    return relative(owner.folder, join(dirname(file), specifier)).startsWith('..')
      ? `${specifier} leaves the package; import it by its package's name`
      : undefined
  }
  function judgeBuiltin(specifier: string) {
    return border && !border.builtins(`node:${specifier.replace(/^node:/, '')}`, file)
      ? refuse(specifier)
      : undefined
  }
  function judgePackage(other: Package) {
    return border && other !== owner && !border.packages.includes(other.folder)
      ? refuse(other.name)
      : undefined
  }
  function judgeDeclared(name: string, known: Package | undefined) {
    if (runs ? owner.runtime.has(name) : owner.tests.has(name) || known) return undefined
    return `${name} is not declared in ${owner.folder}/package.json`
  }

  return (source?.imports ?? []).flatMap(({ specifier, line }) => {
    const message = judge(specifier)
    return message === undefined ? [] : [{ file, line, message }]
  })
}

function packageName(specifier: string) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
