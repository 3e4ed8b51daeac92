/** What a format is made of. Names are those of the standard's ASN.1. */
export type Shape =
  | { readonly kind: 'unsigned' | 'signed'; readonly bits: number }
  | { readonly kind: 'boolean' | 'null' }
  | { readonly kind: 'octets'; readonly length?: number }
  | { readonly kind: 'bits'; readonly length?: number }
  | { readonly kind: 'enumeration'; readonly values: Readonly<Record<string, number>> }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'optional'; readonly of: Shape }
  | { readonly kind: 'sequence'; readonly name: string; readonly fields: readonly FieldShape[] }
  | { readonly kind: 'choice'; readonly name: string; readonly alternatives: readonly AlternativeShape[] }
  /** A hand-written leaf: its name is all that can be said here. */
  | { readonly kind: 'leaf'; readonly name: string }

type FieldShape = readonly [name: string, shape: Shape]
type AlternativeShape = readonly [kind: string, tag: number, shape: Shape]

/** The shape as an indented outline, for reference pages. */
export function outline(shape: Shape, indent = ''): string {
  const inner = `${indent}  `
  switch (shape.kind) {
    case 'unsigned':
    case 'signed':
      return `${shape.kind} ${shape.bits} bit`
    case 'octets':
    case 'bits':
      return shape.length === undefined ? shape.kind : `${shape.kind} (${shape.length})`
    case 'enumeration':
      return `one of ${Object.keys(shape.values).join(', ')}`
    case 'list':
      return `list of ${outline(shape.of, indent)}`
    case 'optional':
      return `optional ${outline(shape.of, indent)}`
    case 'sequence':
      return [shape.name, ...shape.fields.map(([name, of]) => `${inner}${name}: ${outline(of, inner)}`)].join(
        '\n',
      )
    case 'choice':
      return [
        `${shape.name}, one of`,
        ...shape.alternatives.map(([kind, tag, of]) => `${inner}[${tag}] ${kind}: ${outline(of, inner)}`),
      ].join('\n')
    case 'leaf':
      return shape.name
    default:
      return shape.kind
  }
}
