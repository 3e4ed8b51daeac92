import type { classes } from '@ferraris/cosem/classes'
import type { ValueTypeOf } from '@ferraris/cosem/values'

/** Where a meter's host listens for it. */
export interface Listening {
  /** IPv4 address, dotted. */
  readonly address: string
  readonly port: number
  readonly maxConnections: number
  /** Seconds of silence after which a connection ends; 0 for never. */
  readonly idleTimeoutSeconds: number
}

/** Where and through what a message goes: TCP or UDP and an address in ASCII, as a rule `host:port`. */
export type PushDestination = ValueTypeOf<typeof classes.sendDestination>

/** What the meter hands to its host to be sent. */
export interface PushMessage extends PushDestination {
  /** The data-notification, protected as the push setup says. */
  readonly apdu: Uint8Array
  readonly longInvokeId: number
}

/** The host's side of pushes. A push that returns false or throws is tried again as the push setup says. */
export interface PushPort {
  send(message: PushMessage): boolean | Promise<boolean>
}
