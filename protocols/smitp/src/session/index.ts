export {
  createSmitpClient,
  type SmitpClientInput,
  type SmitpClientOutput,
  type SmitpClientSettings,
  type SmitpClientState,
  stepSmitpClient,
} from './client.ts'
export type { ClientCounter } from './counter.ts'
export type { ClientRequest } from './requests.ts'
export { readEvents, type Selection, selectProfile, selectRows } from './select.ts'
export { serveTrusted } from './serve-trusted.ts'
export {
  createSmitpServer,
  type ServerKeys,
  type ServerMemory,
  type ServerOccurrence,
  type SmitpServerSettings,
  stepSmitpServer,
} from './server.ts'
export type { Effect, Right, TableStore } from './table-store.ts'
