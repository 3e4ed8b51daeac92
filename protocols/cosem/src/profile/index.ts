export { type Column, type ColumnKind, columnKindOf } from './column.ts'
export { type Columns, decodeColumns, readColumns } from './decode-columns.ts'
export { type ColumnToEncode, encodeColumns } from './encode-columns.ts'
