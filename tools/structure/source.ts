import { parseAst } from 'vitest/node'

/** Imports, exports and breaches of a source file. */
export interface Source {
  readonly imports: readonly Import[]
  /** Names that it exports by itself, or from another module by name. */
  readonly exports: readonly Export[]
  /** Modules of which it exports everything. */
  readonly exportsAllOf: readonly string[]
  /** Texts of the form `subject.member`, but for those that a top-level constant gives a name, such as a key of a memory. */
  readonly dottedTexts: readonly Remark[]
  /** Breaches of the dialect of this project (CONTRIBUTING.md, "How the code reads"). */
  readonly dialect: readonly Remark[]
}

/** One place where a source file names another module. */
export interface Import {
  /** What stands between the quotes. */
  readonly specifier: string
  /** Line in the file, from 1. */
  readonly line: number
  /** The names taken; `all` for a namespace, `import()` or `export *`. */
  readonly names: readonly string[] | 'all'
}

export interface Export {
  readonly name: string
  readonly line: number
}

interface Remark {
  readonly line: number
  readonly message: string
}

/**
 * Parses a TypeScript or JavaScript source with the bundler's own parser, so that comments and JSX text are no imports.
 *
 * @throws when the source is no TypeScript
 */
export function readSource(file: string, text: string): Source {
  const imports: Import[] = []
  const exports: Export[] = []
  const exportsAllOf: string[] = []
  const dottedTexts: Remark[] = []
  const named = new Set<number>()
  const dialect: Remark[] = []
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length

  function visit(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    if (isNode(value)) {
      if (naming.has(value.type) && isText(value.source)) {
        const { value: specifier, start } = value.source
        imports.push({ specifier, line: lineAt(start), names: namesOf(value) })
        if (value.type === 'ExportAllDeclaration' && value.exported === null) exportsAllOf.push(specifier)
      }
      if (value.type === 'ExportNamedDeclaration') {
        exports.push(...exportedNames(value).map(name => ({ name, line: lineAt(value.start) })))
      }
      if (value.type === 'Literal' && isDotted(value) && !named.has(value.start)) {
        dottedTexts.push({ line: lineAt(value.start), message: String(value.value) })
      }
      if (isPackedSpread(value)) dialect.push({ line: lineAt(value.start), message: packedSpread })
    }
    Object.values(value).forEach(visit)
  }

  function visitStatement(statement: Node): void {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if (isNode(declaration)) for (const start of namedTexts(declaration)) named.add(start)
    visit(statement)
    const message = isNode(declaration) ? dialectOf(declaration) : undefined
    if (message !== undefined) dialect.push({ line: lineAt(statement.start), message })
  }

  const program = parseAst(text, { lang: /\.[jt]sx$/.test(file) ? 'tsx' : 'ts' }, file) as unknown as Program
  program.body.forEach(visitStatement)
  return { imports, exports, exportsAllOf, dottedTexts, dialect }
}

const naming = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

function namesOf({ type, specifiers }: Node): readonly string[] | 'all' {
  if (type !== 'ImportDeclaration' && type !== 'ExportNamedDeclaration') return 'all'
  const names = (specifiers ?? []).map(({ type, imported, local }) => {
    if (type === 'ImportNamespaceSpecifier') return '*'
    if (type === 'ImportDefaultSpecifier') return 'default'
    return nameOf(imported ?? local)
  })
  return names.includes('*') ? 'all' : names
}

function exportedNames({ declaration, specifiers }: Node): readonly string[] {
  const named = (specifiers ?? []).map(({ exported }) => nameOf(exported))
  if (!isNode(declaration)) return named
  const declared = declaration.declarations?.map(({ id }) => nameOf(id)) ?? [nameOf(declaration.id)]
  return [...named, ...declared]
}

/** A top-level constant that is an arrow function without a type of its own, or is named in capitals. */
function dialectOf({ type, declarations = [] }: Node): string | undefined {
  if (type !== 'VariableDeclaration') return undefined
  for (const { id, init } of declarations) {
    const name = nameOf(id)
    if (/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$|^[A-Z]{2,}$/.test(name)) {
      return `${name}: constants are named in camelCase`
    }
    const typed = isNode(id) && isNode(id.typeAnnotation)
    if (isNode(init) && init.type === 'ArrowFunctionExpression' && !typed) {
      return `${name}: a top-level function is declared with function`
    }
  }
  return undefined
}

/** Where the texts stand that top-level constants give a name. */
function namedTexts({ declarations = [] }: Node): readonly number[] {
  return declarations.flatMap(({ init }) => (isNode(init) && init.type === 'Literal' ? [init.start] : []))
}

function isDotted(value: unknown): boolean {
  return isText(value) && /^[a-z]\w*\.[a-z]\w*$/.test(value.value)
}

const packedSpread = 'members are written out, not packed into a spread literal'

function isPackedSpread({ type, argument }: Node): boolean {
  return (
    type === 'SpreadElement' &&
    isNode(argument) &&
    argument.type === 'ObjectExpression' &&
    Array.isArray(argument.properties) &&
    argument.properties.length > 0
  )
}

interface Program {
  readonly body: readonly Node[]
}

interface Node {
  readonly type: string
  readonly start: number
  readonly source?: unknown
  readonly value?: unknown
  readonly specifiers?: readonly Node[]
  readonly declaration?: unknown
  readonly declarations?: readonly Node[]
  readonly exported?: unknown
  readonly imported?: unknown
  readonly local?: unknown
  readonly id?: unknown
  readonly init?: unknown
  readonly argument?: unknown
  readonly properties?: unknown
  readonly typeAnnotation?: unknown
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function isText(value: unknown): value is { readonly value: string; readonly start: number } {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'string'
}

/** Name of an identifier, or text of a quoted name; empty for patterns. */
function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  if ('name' in value && typeof value.name === 'string') return value.name
  return isText(value) ? value.value : ''
}
