export { createClient, stepClient } from './client.ts'
export type {
  ClientAuthentication,
  ClientInput,
  ClientOutput,
  ClientSecurity,
  ClientSettings,
  ClientState,
  CounterRange,
  ServerFacts,
} from './state.ts'
