export {
  catalogue,
  daysKept,
  firmwareBlocksPerRow,
  loadProfileTables,
  type RowKind,
  type RowKindName,
  rowKindOf,
  rowOfCustomerDay,
  rowOfDay,
  rowOfMonth,
} from './catalogue.ts'
export { type CommandName, commandOf, commandParameters, commands } from './commands.ts'
export { fittingRows, mostIntervals, type ProfileRow, profileBlock } from './profile-block.ts'
export type { Reading } from './reading.ts'
export { describeRows, type RowDescription, rowLength } from './row-description.ts'
export type { DailyClosureRow, MonthlyClosureRow } from './rows.ts'
export type { StatusBit } from './status-word.ts'
