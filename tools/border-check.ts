import { globSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { importStatements } from './import-statements.ts'

/** What the sources of one package may import; tests may import any package. */
export type Border = {
  /** Folder of the package, from the root. */
  readonly folder: string
  /** Folders of the packages it may import. Each stands higher in the table, so a cycle cannot be written down. */
  readonly packages: string[]
  /** Whether a source may import this module of Node's own, named with its `node:`. */
  readonly builtins: (module: string, file: string) => boolean
  /** Why the border runs here; shown with each breach. */
  readonly why: string
}

/** An import that crosses a border. */
export type Breach = { readonly file: string; readonly line: number; readonly message: string }

/** Holds the sources below `root` against the table. Sorted by file; empty when all is well. */
export function checkBorders(root: string, table: Border[]): Breach[] {
  const packages = readPackages(root)
  const border = (folder: string) => table.find(row => row.folder === folder)
  return [
    ...faultsOfTable(table, packages),
    ...packages.flatMap(owner =>
      sourcesOf(root, owner).flatMap(file => checkFile(root, file, owner, border(owner.folder), packages)),
    ),
  ].sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)
}

type Package = {
  readonly folder: string
  readonly name: string
  readonly runtime: Set<string>
  readonly tests: Set<string>
}
type Manifest = {
  readonly name: string
  readonly workspaces?: string[]
  readonly dependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

function readPackages(root: string): Package[] {
  const manifest = (folder: string) =>
    JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
  const top = manifest('.')
  const folders = globSync(top.workspaces?.map(pattern => `${pattern}/package.json`) ?? [], { cwd: root })
  const shared = Object.keys({ ...top.dependencies, ...top.devDependencies })
  return folders.map(dirname).map(folder => {
    const own = manifest(folder)
    const runtime = Object.keys({ ...own.dependencies, ...own.optionalDependencies })
    const tests = [...runtime, ...Object.keys(own.devDependencies ?? {}), ...shared]
    return { folder, name: own.name, runtime: new Set(runtime), tests: new Set(tests) }
  })
}

function faultsOfTable(table: Border[], packages: Package[]): Breach[] {
  const fault = (message: string) => ({ file: 'tools/borders.ts', line: 1, message })
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

function sourcesOf(root: string, owner: Package) {
  return globSync('**/*.{ts,tsx,js,mjs}', {
    cwd: join(root, owner.folder),
    exclude: name => name === 'node_modules' || name === 'dist',
  }).map(file => join(owner.folder, file))
}

function checkFile(
  root: string,
  file: string,
  owner: Package,
  border: Border | undefined,
  packages: Package[],
): Breach[] {
  const source = readFileSync(join(root, file), 'utf8')
  // Tests and what builds a package are not part of what runs.
  const runs = /\/(src|bin)\//.test(file) && !/\.(test|fixture)\.tsx?$/.test(file)
  const judge = (specifier: string): string | undefined => {
    if (specifier.startsWith('.')) return judgeRelative(specifier)
    if (isBuiltin(specifier)) return judgeBuiltin(specifier)
    const name = packageName(specifier)
    const known = packages.find(other => other.name === name)
    return (known && judgePackage(known)) ?? judgeDeclared(name, known)
  }
  const judgeRelative = (specifier: string) =>
    relative(owner.folder, join(dirname(file), specifier)).startsWith('..')
      ? `${specifier} leaves the package; import it by its package's name`
      : undefined
  const judgeBuiltin = (specifier: string) =>
    runs && border && !border.builtins(`node:${specifier.replace(/^node:/, '')}`, file)
      ? refuse(specifier)
      : undefined
  const judgePackage = (other: Package) =>
    runs && border && other !== owner && !border.packages.includes(other.folder)
      ? refuse(other.name)
      : undefined
  const judgeDeclared = (name: string, known: Package | undefined) => {
    if (runs ? owner.runtime.has(name) : owner.tests.has(name) || known) return undefined
    return `${name} is not declared in ${owner.folder}/package.json`
  }
  const refuse = (name: string) => `${owner.folder} may not import ${name}: ${border?.why}`

  try {
    return importStatements(file, source).flatMap(({ specifier, line }) => {
      const message = judge(specifier)
      return message ? [{ file, line, message }] : []
    })
  } catch (error) {
    return [{ file, line: 1, message: `cannot be parsed: ${(error as Error).message}` }]
  }
}

function packageName(specifier: string) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
