export { shareQuota } from '../quota/share-quota.ts'
export {
  type Counts,
  countsOf,
  type DayCounters,
  type MessageKind,
  mergeDay,
  messageKinds,
} from './day-counters.ts'
export { type MatchedDay, matchDays, type VoidReason, voidReasons } from './match.ts'
export { dayOfRegisters, mostCounted, registersOf } from './registers.ts'
export { quantile, rateOf, type Success, type SuccessByKind, successOf } from './success.ts'
