import { DecodeError, toHex } from '@ferraris/bytes'
import type { Reading } from '@ferraris/codec/dissect'
import { decodeData, toVectorForm, type VectorForm } from '@ferraris/cosem'
import { DlmsError } from '@ferraris/dlms'
import {
  type OpenedNotification,
  openNotification,
  openText,
  PushAssembler,
  readDescribedPush,
  readPush,
} from '@ferraris/dlms/push'
import { SecurityError } from '@ferraris/dlms/security'
import { keysOf, type PushKeys } from './push-keys.ts'
import { type Telegram, TelegramStream } from './telegram-stream.ts'

/** What a meter has pushed. */
export interface Push {
  readonly framing: Telegram['framing']
  readonly kind: OpenedNotification['kind']
  /** The meter's number as the telegram gives it, else its system title in hex. */
  readonly meter: string | null
  /** How the list was understood; null for an unknown list: then `body` is all there is. */
  readonly layout: string | null
  readonly readings: readonly Reading[]
  /** The content in full, where no reading came out of it. */
  readonly body?: VectorForm
}

/** A telegram that could not be read: `error` names the remedy. */
export interface UnreadTelegram {
  readonly framing: Telegram['framing']
  readonly apdu: Uint8Array
  readonly error: DlmsError | SecurityError | DecodeError
}

export interface PushListener {
  onPush(push: Push): void
  onUnread(telegram: UnreadTelegram): void
  /** Octets came that are no telegram, or one that was damaged on its way. */
  onNoise?(length: number): void
  /** Takes a telegram before it is read, true for one that needs no reading: it is another protocol's. */
  takes?(apdu: Uint8Array): boolean
}

/**
 * Reads what is pushed over one connection or serial line: a machine that takes octets and silences, and gives its
 * listener what it read. No counter is compared with an earlier one: a listener shows what comes, also twice.
 */
export class PushReader {
  readonly #stream = new TelegramStream()
  readonly #assemblers = new Map<string, PushAssembler>()
  readonly #keys: readonly PushKeys[]
  readonly #listener: PushListener

  constructor(keys: readonly PushKeys[], listener: PushListener) {
    this.#keys = keys
    this.#listener = listener
  }

  push(octets: Uint8Array): void {
    for (const telegram of this.#stream.push(octets)) this.#read(telegram)
  }

  silence(): void {
    const { telegrams, noise } = this.#stream.silence()
    for (const telegram of telegrams) this.#read(telegram)
    if (noise > 0) this.#listener.onNoise?.(noise)
  }

  /** Whether part of a frame waits for its end. */
  get unfinished(): boolean {
    return this.#stream.unfinished
  }

  #read(telegram: Telegram): void {
    if (this.#listener.takes?.(telegram.apdu)) return
    try {
      const apdu = this.#assemblerOf(telegram.sender).push(telegram.apdu)
      if (apdu !== undefined) this.#listener.onPush(pushOf(telegram.framing, this.#open(apdu)))
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.#tellUnread(telegram, error)
    }
  }

  /** Some lists are no Data, and so no notification, and can be read all the same. */
  #tellUnread({ framing, apdu }: Telegram, error: UnreadTelegram['error']): void {
    const contents = readDescribedPush(apdu) ?? this.#textIn(apdu)
    if (contents === undefined) this.#listener.onUnread({ framing, apdu, error })
    else
      this.#listener.onPush({
        framing,
        kind: 'data-notification',
        ...contents,
        meter: contents.meter ?? null,
      })
  }

  /** Meters of some countries push the text of their port P1, ciphered as a notification would be. */
  #textIn(apdu: Uint8Array) {
    try {
      const text = openText(apdu, systemTitle => keysOf(this.#keys, systemTitle))
      return text && { layout: 'P1', meter: text.meter ?? toHex(text.systemTitle), readings: text.readings }
    } catch (error) {
      if (isRefusal(error)) return undefined
      throw error
    }
  }

  #open(apdu: Uint8Array): OpenedNotification {
    return openNotification(apdu, systemTitle => keysOf(this.#keys, systemTitle))
  }

  #assemblerOf(sender: string): PushAssembler {
    const known = this.#assemblers.get(sender)
    if (known !== undefined) return known
    // Forged senders drop the blocks of others, and nothing more.
    if (this.#assemblers.size >= 16) this.#assemblers.clear()
    const assembler = new PushAssembler()
    this.#assemblers.set(sender, assembler)
    return assembler
  }
}

function isRefusal(error: unknown): error is UnreadTelegram['error'] {
  return error instanceof DlmsError || error instanceof SecurityError || error instanceof DecodeError
}

function pushOf(framing: Telegram['framing'], notification: OpenedNotification): Push {
  const { kind, systemTitle } = notification
  const title = systemTitle === undefined ? null : toHex(systemTitle)
  if (notification.kind === 'information-report') {
    const body = notification.items.map(({ value }) => toVectorForm(decodeData(value)))
    return { framing, kind, meter: title, layout: null, readings: [], body: { t: 'array', v: body } }
  }
  const body = decodeData(notification.body)
  const contents = readPush(body, notification)
  if (contents === undefined)
    return { framing, kind, meter: title, layout: null, readings: [], body: toVectorForm(body) }
  return {
    framing,
    kind,
    meter: contents.meter ?? title,
    layout: contents.layout,
    readings: contents.readings,
  }
}
