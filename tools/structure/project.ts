import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { readSource, type Source } from './source.ts'

/** The packages of this repository with all their sources, as far as checks look at them. */
export interface Project {
  readonly root: string
  readonly packages: readonly Package[]
  readonly files: readonly SourceFile[]
}

export interface Package {
  /** Folder from the root. */
  readonly folder: string
  readonly name: string
  /** File of each entry, from the root, by what other packages import: `@ferraris/dlms/hdlc`. */
  readonly entries: ReadonlyMap<string, string>
  /** Packages that its sources may import as its package.json declares. */
  readonly runtime: ReadonlySet<string>
  /** Packages that its tests may import, too. */
  readonly tests: ReadonlySet<string>
}

export interface SourceFile {
  /** From the root. */
  readonly file: string
  readonly owner: Package
  /** Whether it is part of what runs, rather than a test, a fixture or what builds a package. */
  readonly runs: boolean
  /** Undefined where the text cannot be parsed. */
  readonly source: Source | undefined
}

/** What a check finds, with file and line. */
export interface Breach {
  readonly file: string
  readonly line: number
  readonly message: string
}

interface Manifest {
  readonly name: string
  readonly workspaces?: readonly string[]
  readonly exports?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** Reads and parses every source below the workspaces of `root`. */
export function readProject(root: string): Project {
  const packages = readPackages(root)
  const files = packages.flatMap(owner => sourcesOf(root, owner).map(file => readFile(root, file, owner)))
  return { root, packages, files }
}

/** The file that a module's name means within the repository; undefined for modules of others. */
export function resolveModule(project: Project, from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return join(dirname(from), specifier)
  for (const { entries } of project.packages) {
    const entry = entries.get(specifier)
    if (entry !== undefined) return entry
  }
  return undefined
}

/** A source that cannot be parsed is a breach of its own. */
export function unreadable({ files }: Project): Breach[] {
  return files
    .filter(({ source }) => source === undefined)
    .map(({ file }) => ({ file, line: 1, message: 'cannot be parsed' }))
}

function readPackages(root: string): Package[] {
  const manifest = (folder: string) =>
    JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
  const top = manifest('.')
  const patterns = top.workspaces?.map(pattern => `${pattern}/package.json`) ?? []
  const shared = Object.keys({ ...top.dependencies, ...top.devDependencies })
  return globSync(patterns, { cwd: root })
    .map(dirname)
    .map(folder => {
      const own = manifest(folder)
      const runtime = Object.keys({ ...own.dependencies, ...own.optionalDependencies })
      const tests = [...runtime, ...Object.keys(own.devDependencies ?? {}), ...shared]
      const entries = Object.entries(own.exports ?? {}).map(
        ([entry, file]) => [join(own.name, entry), join(folder, file)] as const,
      )
      return {
        folder,
        name: own.name,
        entries: new Map(entries),
        runtime: new Set(runtime),
        tests: new Set(tests),
      }
    })
}

function sourcesOf(root: string, { folder }: Package): string[] {
  return globSync('**/*.{ts,tsx,js,mjs}', {
    cwd: join(root, folder),
    exclude: name => name === 'node_modules' || name === 'dist',
  })
    .map(file => join(folder, file))
    .sort()
}

function readFile(root: string, file: string, owner: Package): SourceFile {
  const runs = /\/(src|bin)\//.test(file) && !/\.(test|fixture)\.tsx?$/.test(file)
  return { file, owner, runs, source: parse(file, readFileSync(join(root, file), 'utf8')) }
}

function parse(file: string, text: string): Source | undefined {
  try {
    return readSource(file, text)
  } catch {
    return undefined
  }
}
