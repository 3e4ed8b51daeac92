export type { CustomerDownMessage, CustomerUpMessage, Prices } from './customer/messages.ts'
export {
  customerDeviceName,
  customerDownTopic,
  customerUpFilter,
  customerUpTopic,
  deviceOfTopic,
} from './customer/topics.ts'
export { type DownMessage, mostTickets } from './messages/down-message.ts'
export type { EnergyBalance } from './messages/energy-balance.ts'
export { latest as latestInstant, mostRepeaters } from './messages/fields.ts'
export {
  firmwareStatement,
  type Job,
  type JobCause,
  type JobReport,
  type JobStep,
  jobPriorities,
  jobStates,
  taskKinds,
} from './messages/jobs.ts'
export type { LineFrame, LineStatistics, Neighbour } from './messages/line.ts'
export {
  isLocalReading,
  type LocalAnswer,
  type LocalRequest,
  mostLocalResults,
} from './messages/local.ts'
export {
  type CalendarEntry,
  calendarEntries,
  conditionsOf,
  mostOwnEvents,
  type OwnCondition,
  type OwnEvent,
  type OwnState,
  ownConditions,
  statusWordOf,
} from './messages/own-state.ts'
export type { MeterAlarms, MeterEvents, ProfileDay, RegisterSnapshot, Result } from './messages/results.ts'
export { mostChannels, type OperatorSettings, settingBounds } from './messages/settings.ts'
export type { UpMessage } from './messages/up-message.ts'
export {
  decodeCustomerDown,
  decodeCustomerUp,
  decodeDownMessage,
  decodeLocalAnswer,
  decodeLocalRequest,
  decodeUpMessage,
  encodeCustomerDown,
  encodeCustomerUp,
  encodeDownMessage,
  encodeLocalAnswer,
  encodeLocalRequest,
  encodeUpMessage,
  longestText,
} from './text-form.ts'
export { downFilter, downTopic, parseTopic, upFilters, upTopic } from './topics.ts'
export { UplinkError } from './uplink-error.ts'
