export {
  msOf,
  msPerDay,
  msPerHour,
  msPerMinute,
  msPerSecond,
  secondsOf,
  secondsPerDay,
  secondsPerHour,
  secondsPerMinute,
} from './durations.ts'
export type { IntervalBlock } from './increments/interval-block.ts'
export {
  intervalsFromProfile,
  isSuspectRow,
  type ProfileIntervals,
  type ProfileRegister,
  receivedOf,
} from './increments/intervals-from-profile.ts'
export { obisCodes } from './obis-codes.ts'
export { type ColumnRole, decodeProfileColumns, type ProfileColumns } from './profile/profile-columns.ts'
export { momentOf, type Stamps, stampOf } from './profile/stamps.ts'
export { isReceived, outranks, type Quality, quality } from './quality.ts'
