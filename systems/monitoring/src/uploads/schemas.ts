import { instant, nullable, page, pageQuery, query, ref, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { refusalReasons } from './tables.ts'

export const newImport = resource(
  'NewCounterImport',
  { csv: Type.String({ description: 'The file, semicolons between its columns.' }) },
  'A file of counters: a row a device, meter and day, with raw registers of 4 hexadecimal digits.',
)

const rowFault = resource(
  'RowFault',
  { line: Type.Integer(), detail: Type.String() },
  'A row that was not taken, and why.',
)

export const importResult = resource(
  'CounterImport',
  {
    rows: Type.Integer({ description: 'Rows that the file has.' }),
    taken: Type.Integer({ description: 'Rows that were taken; again or not makes no difference.' }),
    faults: Type.Array(ref(rowFault), { description: 'The first 1000 of the others.' }),
  },
  'What became of a file.',
)
export type ImportResult = Static<typeof importResult>

export const refusedUpload = resource(
  'RefusedUpload',
  {
    id: Type.Integer(),
    at: instant('When.'),
    source: Type.Enum(['mqtt', 'csv', 'head-end'] as const),
    participant: nullable('string'),
    place: Type.String({ description: 'Topic, or line of the file.' }),
    reason: Type.Enum([...refusalReasons]),
    detail: Type.String(),
  },
  'Something that could not be taken.',
)
export type RefusedUploadItem = Static<typeof refusedUpload>

export const refusedPage = page(refusedUpload)
export const refusedQuery = query(pageQuery)
export const uploadResources = [newImport, rowFault, importResult, refusedUpload]
