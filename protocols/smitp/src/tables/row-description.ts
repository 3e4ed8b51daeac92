import type { Shape } from '@ferraris/codec'
import type { Right } from '../session/table-store.ts'
import { catalogue, type RowKind } from './catalogue.ts'

/** What may be done to a row, and the least right for it. */
interface RowAction {
  readonly action: 'read' | 'write' | 'reset'
  readonly right: Right
}

/** A member of a row. */
interface RowField {
  readonly name: string
  /** Undefined where the member takes what is left of the row. */
  readonly octets: number | undefined
  /** The least and the greatest number it can hold; undefined for what is none. */
  readonly range: readonly [least: number, greatest: number] | undefined
  /** What one of the number is worth, `Wh` or `0.1 V`; undefined for what has no unit. */
  readonly unit: string | undefined
}

/** What is known of the rows of one kind without asking a meter. */
export interface RowDescription {
  readonly kind: string
  readonly name: string
  readonly table: number
  readonly rows: RowKind<unknown>['rows']
  /** Octets of a row: the least, and the most where there is one. */
  readonly octets: readonly [least: number, most: number | undefined]
  readonly fields: readonly RowField[]
  readonly actions: readonly RowAction[]
}

/** What a declaration of rows says, of meters or of a concentrator. */
type DeclaredRow = Omit<RowKind<unknown>, 'codec' | 'obis' | 'readings'> & {
  readonly codec: { readonly shape: Shape }
}

/**
 * The tables of a catalogue, that of meters unless another is given, with size, unit, range and actions of their rows: all follows
 * from their declarations.
 */
export function describeRows(declared: Readonly<Record<string, DeclaredRow>> = catalogue): RowDescription[] {
  return Object.entries(declared).map(([kind, { name, table, rows, codec, read, write, reset, units }]) => {
    const shape = codec.shape
    const members = shape.kind === 'sequence' ? shape.fields : [[kind, shape] as const]
    return {
      kind,
      name,
      table,
      rows,
      octets: octetsOf(shape),
      fields: members.map(([member, of]) => ({
        name: member,
        octets: fixedOf(of),
        range: rangeOf(of),
        unit: units?.[member],
      })),
      actions: [
        ...(read === undefined ? [] : [{ action: 'read' as const, right: read }]),
        ...(write === undefined ? [] : [{ action: 'write' as const, right: write }]),
        ...(reset === undefined ? [] : [{ action: 'reset' as const, right: reset }]),
      ],
    }
  })
}

/** Octets of a row of a kind whose rows are all as long; undefined for one whose rows differ. */
export function rowLength({ codec }: Pick<DeclaredRow, 'codec'>): number | undefined {
  return fixedOf(codec.shape)
}

function fixedOf(shape: Shape): number | undefined {
  const [least, most] = octetsOf(shape)
  return least === most ? least : undefined
}

function octetsOf(shape: Shape): readonly [least: number, most: number | undefined] {
  switch (shape.kind) {
    case 'unsigned':
    case 'signed':
      return [shape.bits / 8, shape.bits / 8]
    case 'octets':
      return shape.length === undefined ? [0, undefined] : [shape.length, shape.length]
    case 'enumeration':
    case 'boolean':
      return [1, 1]
    case 'sequence': {
      const parts = shape.fields.map(([, of]) => octetsOf(of))
      const most = parts.map(part => part[1])
      return [
        parts.reduce((sum, [least]) => sum + least, 0),
        most.every(part => part !== undefined) ? most.reduce((sum, part) => sum + part, 0) : undefined,
      ]
    }
    default:
      return [0, undefined]
  }
}

function rangeOf(shape: Shape): readonly [least: number, greatest: number] | undefined {
  if (shape.kind === 'unsigned') return [0, 2 ** shape.bits - 1]
  if (shape.kind === 'signed') return [-(2 ** (shape.bits - 1)), 2 ** (shape.bits - 1) - 1]
  if (shape.kind !== 'enumeration') return undefined
  const values = Object.values(shape.values)
  return [Math.min(...values), Math.max(...values)]
}
