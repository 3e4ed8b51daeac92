import type { ClientSettings, CounterRange } from '@ferraris/dlms/client'
import type { ApduLink, Frame } from '@ferraris/transport'

/** Settings of one association with counters that are ours alone. */
export interface ClientTerms {
  readonly settings: ClientSettings
  readonly counters?: CounterRange | undefined
}

/** The server under test, and how to reach it. */
export interface Subject {
  /** For people: its URI without secrets. */
  readonly name: string
  /** Opens a fresh link as a client; it does not associate. Throws TransportError. */
  openLink(client: number, onFrame: (frame: Frame) => void): Promise<ApduLink>
  /** The client without security, which every server has: address and settings. */
  readonly publicClient: number
  /** The secured client with known keys, if any. */
  readonly securedClient?: number | undefined
  /** Fresh settings, challenge and counters for a client. */
  termsOf(client: number): Promise<ClientTerms>
  /** Milliseconds without an answer after which a server counts as silent. */
  readonly silenceMs: number
}
