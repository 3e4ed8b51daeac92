import { clientName } from './clients.ts'

/** What to try when a client may not do what was asked; empty where there is nothing better to try. */
export function clientHint(client: number): string {
  return clientName(client) === 'management'
    ? ''
    : `; client ${client} (${clientName(client)}) may not: try --client management`
}
