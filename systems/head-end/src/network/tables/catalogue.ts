import { concentratorCatalogue } from '@ferraris/smitp/concentrator-tables'
import { describeRows } from '@ferraris/smitp/tables'
import type { TableKind } from './schemas.ts'

/** The tables that a meter or a concentrator has, as both ends know them without asking. */
export function catalogueOf(of: 'meter' | 'concentrator'): TableKind[] {
  const rows = of === 'meter' ? describeRows() : describeRows(concentratorCatalogue)
  return rows
    .filter(({ kind }) => kind !== 'keys')
    .map(({ kind, name, table, rows: [firstRow, lastRow, meaning], octets, fields, actions }) => ({
      kind,
      name,
      table,
      firstRow,
      lastRow,
      meaning: meaning ?? null,
      leastOctets: octets[0],
      mostOctets: octets[1] ?? null,
      fields: fields.map(({ name: member, octets: length, range, unit }) => ({
        name: member,
        octets: length ?? null,
        least: range?.[0] ?? null,
        greatest: range?.[1] ?? null,
        unit: unit ?? null,
      })),
      actions: [...actions],
    }))
}
