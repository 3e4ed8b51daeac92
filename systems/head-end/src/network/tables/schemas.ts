import { nullable, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { concentratorId } from '../identifiers.ts'

const kind = Type.String({ pattern: '^[A-Za-z]{1,40}$', description: 'Name of the rows in the catalogue.' })
const values = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true })

export const tableRow = resource(
  'TableRow',
  {
    kind,
    table: Type.Integer(),
    row: Type.Integer(),
    octets: Type.String({ description: 'Hex digits.' }),
    values: Type.Unsafe<Record<string, unknown>>({
      ...values,
      description: 'Members by their names; octets as hex digits, conditions as a list.',
    }),
  },
  'A row of a table, as it was read.',
)

export const tableRowWrite = resource(
  'TableRowWrite',
  {
    octets: Type.Optional(
      Type.String({ pattern: '^([0-9A-Fa-f]{2}){0,127}$', description: 'The whole row, hex digits.' }),
    ),
    values: Type.Optional(
      Type.Unsafe<Record<string, unknown>>({ ...values, maxProperties: 32, description: 'Or its members.' }),
    ),
  },
  'What a row is to be.',
)
export type TableRowWrite = Static<typeof tableRowWrite>

const tableKind = resource(
  'TableKind',
  {
    kind,
    name: Type.String(),
    table: Type.Integer(),
    firstRow: Type.Integer(),
    lastRow: Type.Integer(),
    meaning: nullable('string', { description: "What a row's number means." }),
    leastOctets: Type.Integer(),
    mostOctets: nullable('integer'),
    fields: Type.Array(
      Type.Object({
        name: Type.String(),
        octets: nullable('integer'),
        least: nullable('number'),
        greatest: nullable('number'),
        unit: nullable('string'),
      }),
    ),
    actions: Type.Array(Type.Object({ action: Type.Enum(['read', 'write', 'reset']), right: Type.String() })),
  },
  'Rows of one kind: where they stand, what is in them, and what may be done to them.',
)
export type TableKind = Static<typeof tableKind>

export const tableKindList = wholeList(tableKind, 'The catalogue of tables.')

export const concentratorTableParams = Type.Object({ id: concentratorId, kind })
export const meterTableParams = Type.Object({ serial, kind })
const row = Type.Optional(Type.Integer({ minimum: 0, maximum: 2047, description: 'Default: the first one.' }))
export const rowQuery = query({ row })
export const resetQuery = query({
  row,
  whole: Type.Optional(Type.Boolean({ description: 'All rows of the table.' })),
})
export const catalogueQuery = query({
  of: Type.Optional(Type.Enum(['meter', 'concentrator'], { default: 'concentrator' })),
})

export const tableResources = [tableRow, tableRowWrite, tableKind]
