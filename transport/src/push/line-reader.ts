import { keepLatest } from '../listen/latest.ts'
import type { PushKeys } from './push-keys.ts'
import { type Push, type PushListener, PushReader, type UnreadTelegram } from './push-reader.ts'

/** Receives what is pushed, and from where it came: `10.1.2.3:50211`, `/dev/ttyUSB0`, a topic. */
export interface PushAudience {
  onPush(push: Push, from: string): void
  onUnread(telegram: UnreadTelegram, from: string): void
  /** Octets came that are no telegram, or one that was damaged on its way. */
  onNoise(length: number, from: string): void
  /** Takes a telegram before it is read, true for one that needs no reading: it is another protocol's. */
  takes?(apdu: Uint8Array, from: string): boolean
}

/**
 * Silence after which a message has ended, milliseconds. Adapters and radio bridges hand over octets in lumps;
 * meters push every second at most.
 */
const silence = 700

function listenerOf(audience: PushAudience, from: string): PushListener {
  return {
    onPush: push => audience.onPush(push, from),
    onUnread: telegram => audience.onUnread(telegram, from),
    onNoise: length => audience.onNoise(length, from),
    takes: apdu => audience.takes?.(apdu, from) ?? false,
  }
}

/** Reads pushes from a stream of octets: a connection, a serial port. */
export class LineReader {
  readonly #reader: PushReader
  #timer: NodeJS.Timeout | undefined

  constructor(keys: readonly PushKeys[], audience: PushAudience, from: string) {
    this.#reader = new PushReader(keys, listenerOf(audience, from))
  }

  push(octets: Uint8Array): void {
    this.#reader.push(octets)
    if (this.#timer !== undefined) this.#timer.refresh()
    else if (this.#reader.unfinished) this.#timer = setTimeout(() => this.end(), silence)
  }

  /** Nothing more will come for now. */
  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#reader.silence()
  }
}

/** Reads pushes that come in whole messages from several senders: datagrams, published payloads. */
export class MessageReader {
  readonly #keys: readonly PushKeys[]
  readonly #audience: PushAudience
  /** In the order in which they were last heard. */
  readonly #readers = new Map<string, PushReader>()
  readonly #maxSenders: number

  constructor(keys: readonly PushKeys[], audience: PushAudience, maxSenders: number) {
    this.#keys = keys
    this.#audience = audience
    this.#maxSenders = maxSenders
  }

  take(message: Uint8Array, from: string): void {
    const reader = this.#readers.get(from) ?? new PushReader(this.#keys, listenerOf(this.#audience, from))
    keepLatest(this.#readers, from, reader, this.#maxSenders)
    reader.push(message)
    reader.silence()
  }
}
