import { parseAst } from 'vitest/node'

/** One place where a source file names another module. */
export type ImportStatement = {
  /** What stands between the quotes. */
  readonly specifier: string
  /** Line in the file, from 1. */
  readonly line: number
}

/**
 * Every module that a TypeScript or JavaScript source names: `import`, `export … from`, `import()` with a fixed
 * string, and `import('…').Type`. Parsed with the bundler's own parser, so neither comments nor JSX text deceive it.
 *
 * @throws when the source is no TypeScript
 */
export function importStatements(file: string, source: string): ImportStatement[] {
  const found: ImportStatement[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (isNode(node) && naming.has(node.type) && isText(node.source)) {
      found.push({ specifier: node.source.value, line: lineAt(source, node.source.start) })
    }
    Object.values(node).forEach(visit)
  }
  visit(parseAst(source, { lang: /\.[jt]sx$/.test(file) ? 'tsx' : 'ts' }, file))
  return found
}

const naming = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

type Node = { readonly type: string; readonly source?: unknown }
function isNode(value: object): value is Node {
  return 'type' in value && typeof value.type === 'string'
}

type Text = { readonly value: string; readonly start: number }
function isText(value: unknown): value is Text {
  return typeof value === 'object' && value !== null && 'value' in value && typeof value.value === 'string'
}

function lineAt(source: string, offset: number) {
  return source.slice(0, offset).split('\n').length
}
