import type { Reach } from './reach.ts'

/** A message as it goes over a link: text, and what brokers and web servers want to know of it without reading it. */
export interface LinkMessage {
  readonly body: string
  /** Unique; brokers that can tell doubles go by it. */
  readonly id: string
  readonly correlation?: string | undefined
  /** `application/xml`, with SOAP `text/xml`, by mail `text/plain`, of notifications `application/json`. */
  readonly contentType: string
  /** SOAP 1.1, 6.1.1. */
  readonly soapAction?: string | undefined
  /** By mail: its recipient, and its subject. */
  readonly to?: readonly string[] | undefined
  readonly subject?: string | undefined
}

/** Takes a message that came in; it is acknowledged when the promise is kept, and comes again when it is broken. */
export type TakeMessage = (body: Uint8Array) => Promise<void>

/** A way to another system for whole messages. */
export interface MessageLink {
  /**
   * Resolves when the other end has the message for good, with what it answered at once, if it is a web server. Throws
   * {@link MessageLinkError}.
   */
  send(message: LinkMessage): Promise<string | undefined>
  close(): Promise<void>
}

/** PEM texts for a TLS connection; what is absent is the system's, or not needed. */
export interface LinkTls {
  readonly ca?: string | undefined
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

export const linkKinds = ['http', 'soap', 'mqtt', 'amqp', 'nats', 'smtp'] as const
export type LinkKind = (typeof linkKinds)[number]

/** Where the other system is, and our credentials for it. */
export interface LinkPlace {
  readonly kind: LinkKind
  readonly url: string
  /** Topic, queue or subject that messages go to; by mail, the address that they come from; web servers have it in the URL. */
  readonly address?: string | undefined
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Instead of user and password. */
  readonly token?: string | undefined
  readonly tls?: LinkTls | undefined
  /** By HTTP: what messages are signed with, so that the other end knows that they are ours. */
  readonly signingKey?: string | undefined
  /** Which inner networks it may be in; without it anywhere. */
  readonly reach?: Reach | undefined
}

/** What comes in over a broker. */
export interface LinkIntake {
  /** Topic, queue or subject. */
  readonly address: string
  /** Names our session at the broker, so that it keeps messages while we are away. */
  readonly name: string
  readonly take: TakeMessage
  /** Told when the connection is there, and when it breaks. */
  readonly onState: (state: 'up' | 'down', error?: Error) => void
}

/** Messages come in until it is closed. */
export interface Intake {
  close(): Promise<void>
}

/** Longest that one sending may take. */
export const longestSendMs = 20_000
/** Octets of the longest message, in and out: a bound of every door. */
export const longestMessage = 1_048_576
/** Messages that a broker may hand over before the first of them is acknowledged. */
export const mostUnacknowledged = 16
