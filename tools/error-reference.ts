/**
 * Fills the tables of docs/reference/errors*.md from the declarations of errors: `node tools/error-reference.ts`.
 * A test fails when the pages and the declarations differ.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { culprits, type Declaration, type ErrorFamily, FerrarisError } from '@ferraris/errors'

const root = join(import.meta.dirname, '..')

/** A class of errors, with its docstring. */
interface Family {
  readonly name: string
  readonly packageName: string
  readonly comment: string
  readonly layer: string
  readonly declarations: readonly (readonly [code: string, declaration: Declaration])[]
}

/** Each page by its path from the root. */
export async function errorReference(): Promise<ReadonlyMap<string, string>> {
  const families = await findFamilies()
  const texts = globSync('docs/reference/errors*.md', { cwd: root })
    .sort()
    .map(page => [page, readFileSync(join(root, page), 'utf8')] as const)
  const told = new Set(texts.flatMap(([, text]) => [...text.matchAll(mark)].map(([, , name]) => name)))
  const others = families.filter(({ name }) => !told.has(name))
  const tables = new Map([
    ...families.map(family => [family.name, tableOf(family)] as const),
    ['culprits', culpritTable()],
    ['others', others.map(sectionOf).join('\n\n')],
  ])
  return new Map(
    texts.map(([page, text]) => [
      page,
      text.replace(mark, (_, begin, name) => {
        const table = tables.get(name)
        if (table === undefined) throw new Error(`${page}: no class of errors is called ${name}`)
        return `${begin}\n${table}\n<!-- end -->`
      }),
    ]),
  )
}

/** What stands between `<!-- errors: DlmsError -->` and `<!-- end -->` is made here. */
const mark = /(<!-- errors: (\w+) -->)\n.*?<!-- end -->/gs

async function findFamilies(): Promise<Family[]> {
  const families: Family[] = []
  for (const file of sourceFiles()) {
    const source = readFileSync(join(root, file), 'utf8')
    if (!/extends defineErrors\(/.test(source)) continue
    const packageName = `@ferraris/${file.split('/src/')[0]?.split('/').at(-1)}`
    const exported = Object.entries(await import(join(root, file))).sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [name, value] of exported) {
      if (!isFamily(value)) continue
      const { layer } = value
      families.push({
        name,
        packageName,
        comment: commentOf(source, name),
        layer,
        declarations: Object.entries(value.declarations),
      })
    }
  }
  return families
}

/** As imports point: protocols first. */
function sourceFiles(): string[] {
  return ['protocols/*', 'transport', 'client', 'devices/*', 'systems/*']
    .flatMap(room => globSync(`${room}/src/**/*.ts`, { cwd: root }).sort())
    .filter(file => !file.endsWith('.test.ts') && !file.startsWith('protocols/errors/'))
}

/** A class that extends what `defineErrors` gave, not one that extends such a class. */
function isFamily(value: unknown): value is ErrorFamily<string> {
  return (
    typeof value === 'function' &&
    value.prototype instanceof FerrarisError &&
    Object.hasOwn(Object.getPrototypeOf(value), 'declarations')
  )
}

/** The docstring above a class, on one line. */
function commentOf(source: string, name: string): string {
  const comment =
    new RegExp(`/\\*\\*((?:(?!\\*/).)*)\\*/\nexport class ${name} `, 's').exec(source)?.[1] ?? ''
  return comment
    .replace(/\n \*/g, '\n')
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim()
}

function sectionOf(family: Family): string {
  const { name, packageName, layer, comment } = family
  return [`## ${name}`, `\`${packageName}\`, layer \`${layer}\`. ${comment}`, tableOf(family)].join('\n\n')
}

/** With HTTP statuses where codes have their own, else with culprits. */
function tableOf({ declarations }: Family): string {
  const hasStatus = declarations.some(([, { length }]) => length > 3)
  return rows(
    ['code', hasStatus ? 'status' : 'culprit', 'meaning', 'what to do'],
    declarations.map(([code, [culprit, meaning, remedy, status]]) => [
      `\`${code}\``,
      hasStatus ? String(status ?? culprits[culprit].httpStatus) : culprit,
      meaning,
      remedy,
    ]),
  )
}

function culpritTable(): string {
  return rows(
    ['culprit', 'meaning', 'exit status', 'HTTP status'],
    Object.entries(culprits).map(([culprit, { meaning, exitStatus, httpStatus }]) => [
      `\`${culprit}\``,
      meaning,
      String(exitStatus),
      String(httpStatus),
    ]),
  )
}

function rows(head: readonly string[], body: readonly (readonly string[])[]): string {
  const [first, ...rest] = [head, ...body].map(cells => `| ${cells.join(' | ')} |`)
  return [first, `|${'---|'.repeat(head.length)}`, ...rest].join('\n')
}

if (import.meta.main) {
  for (const [page, text] of await errorReference()) writeFileSync(join(root, page), text)
}
