export * from './messages.ts'
export {
  decodeDownMessage,
  decodeUpMessage,
  encodeDownMessage,
  encodeUpMessage,
  longestText,
} from './text-form.ts'
export { downFilter, downTopic, parseTopic, type Topic, upFilters, upTopic } from './topics.ts'
export { UplinkError, type UplinkFault } from './uplink-error.ts'
