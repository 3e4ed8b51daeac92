export {
  createOpeningClient,
  type OpeningClientInput,
  type OpeningClientOutput,
  stepOpeningClient,
} from './client.ts'
export type { LineFormat, LineOutput } from './line.ts'
export {
  createOpeningServer,
  type OpeningServerInput,
  type OpeningServerSettings,
  stepOpeningServer,
} from './server.ts'
