export { assignShortNames } from '../short-names/assign.ts'
export { associationSn, ShortNames } from '../short-names/short-names.ts'
export { notifyClient } from './notify.ts'
export { createServer, stepServer } from './server.ts'
export type {
  ActionAnswer,
  AssociationSettings,
  CounterMemory,
  CounterSource,
  LogicalDevice,
  Referencing,
  Requester,
  ServerAuthentication,
  ServerEvent,
  ServerOutput,
  ServerSecurity,
  ServerSettings,
  ServerState,
} from './state.ts'
