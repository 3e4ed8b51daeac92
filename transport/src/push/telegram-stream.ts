import { concat, DecodeError } from '@ferraris/bytes'
import { apduName, apdusIn } from '@ferraris/dlms/apdu'
import { HdlcDeframer, llcLength, type ReceivedFrame, withoutLlc } from '@ferraris/dlms/hdlc'
import { MbusAssembler, MbusDeframer, type ReceivedMbusFrame } from '@ferraris/dlms/mbus'
import { WrapperDeframer } from '@ferraris/dlms/wrapper'
import { keepLatest } from '../listen/latest.ts'

/** An APDU that came out of a stream. */
export interface Telegram {
  readonly framing: 'hdlc' | 'mbus' | 'wrapper' | 'apdu'
  /** The sender, as its frames say: telegrams that come in parts are put together for each sender. */
  readonly sender: string
  readonly apdu: Uint8Array
}

/** What is kept of a message that is still to be completed, octets. */
const maxMessageLength = 0x10000
/** Senders on one serial line with incomplete messages at the same time. */
const maxSenders = 16

/**
 * Finds APDUs in a stream of octets that may be framed in any manner, joined at any moment: HDLC and M-Bus frames, which
 * prove themselves by their check sequences, and, in what begins after a silence, the wrapper, an LLC header, or nothing
 * at all. Holds some messages of 64 KiB at most, whatever comes.
 */
export class TelegramStream {
  readonly #hdlc = new HdlcDeframer()
  readonly #mbus = new MbusDeframer()
  /** Segments of HDLC messages, and M-Bus messages, by sender. */
  readonly #segments = new Map<string, Uint8Array[]>()
  readonly #assemblers = new Map<string, MbusAssembler>()
  /** Octets since the last silence, as long as no frame was among them. */
  #burst: Uint8Array[] = []
  #burstLength = 0
  #wrapper: WrapperDeframer | undefined
  /** Of the octets since the last silence no more is to be found out than what frames they hold. */
  #framed = false

  /** The APDUs that these octets complete. */
  push(octets: Uint8Array): Telegram[] {
    const frames = this.#hdlc.push(octets)
    const longFrames = this.#mbus.push(octets)
    if (frames.length > 0 || longFrames.length > 0) this.#forgetBurst()
    const found = this.#fromFrames(frames, longFrames)
    return this.#framed ? found : [...found, ...this.#toBurst(octets)]
  }

  /**
   * A silence, or the end of the datagram: what has come ends here. `noise` counts octets of which
   * nothing could be made.
   */
  silence(): { telegrams: Telegram[]; noise: number } {
    const telegrams = this.#fromFrames(this.#hdlc.silence(), this.#mbus.silence())
    if (telegrams.length === 0 && !this.#framed && this.#wrapper === undefined)
      telegrams.push(...this.#bare())
    const noise = telegrams.length === 0 ? this.#burstLength : 0
    this.#forgetBurst()
    this.#framed = false
    return { telegrams, noise }
  }

  /** Whether something waits for its end. */
  get unfinished(): boolean {
    return this.#framed || this.#burstLength > 0 || this.#wrapper !== undefined || this.#hdlc.unfinished
  }

  #forgetBurst(): void {
    this.#framed = true
    this.#burst = []
    this.#burstLength = 0
    this.#wrapper = undefined
  }

  #fromFrames(frames: readonly ReceivedFrame[], longFrames: readonly ReceivedMbusFrame[]): Telegram[] {
    return [
      ...frames.flatMap(frame => this.#fromHdlc(frame)),
      ...longFrames.flatMap(frame => this.#fromMbus(frame)),
    ]
  }

  #fromHdlc({ control, source, segmented, information }: ReceivedFrame): Telegram[] {
    if ((control.type !== 'I' && control.type !== 'UI') || information === undefined) return []
    const sender = `hdlc ${source.upper} ${source.lower ?? ''}`
    // Unnumbered frames do not tell that one between them was lost; the header of the next message does.
    const before = llcLength(information) > 0 ? [] : (this.#segments.get(sender) ?? [])
    const parts = [...before, information]
    this.#segments.delete(sender)
    if (!segmented) return telegramsIn(concat(...parts), 'hdlc', sender)
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    if (length <= maxMessageLength && parts.length <= maxMessageLength / 16)
      keepLatest(this.#segments, sender, parts, maxSenders)
    return []
  }

  #fromMbus(frame: ReceivedMbusFrame): Telegram[] {
    const sender = `mbus ${frame.address} ${frame.sourceSap}`
    const assembler = this.#assemblers.get(sender) ?? new MbusAssembler()
    keepLatest(this.#assemblers, sender, assembler, maxSenders)
    const apdu = assembler.take(frame)
    return apdu === undefined ? [] : telegramsIn(apdu, 'mbus', sender)
  }

  #toBurst(octets: Uint8Array): Telegram[] {
    if (this.#wrapper !== undefined) return this.#fromWrapper(this.#wrapper, octets)
    this.#burst.push(octets)
    this.#burstLength += octets.length
    if (this.#burstLength > maxMessageLength) {
      this.#forgetBurst()
      return []
    }
    const [first, second] = this.#beginning()
    if (first !== 0x00 || second !== 0x01) return []
    const soFar = concat(...this.#burst)
    this.#burst = []
    this.#wrapper = new WrapperDeframer()
    return this.#fromWrapper(this.#wrapper, soFar)
  }

  #beginning(): [number | undefined, number | undefined] {
    const [first, second] = this.#burst
    return [first?.[0], first !== undefined && first.length > 1 ? first[1] : second?.[0]]
  }

  #fromWrapper(wrapper: WrapperDeframer, octets: Uint8Array): Telegram[] {
    try {
      const wpdus = wrapper.push(octets)
      if (wpdus.length > 0) this.#burstLength = 0
      return wpdus.flatMap(({ source, apdu }) => telegramsIn(apdu, 'wrapper', `wrapper ${source}`))
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#forgetBurst()
      return []
    }
  }

  #bare(): Telegram[] {
    const message = concat(...this.#burst)
    const [first] = withoutLlc(message)
    const known = first !== undefined && apduName(first) !== undefined
    return known ? telegramsIn(message, 'apdu', 'apdu') : []
  }
}

/** Meters send several APDUs in one message, too. */
function telegramsIn(message: Uint8Array, framing: Telegram['framing'], sender: string): Telegram[] {
  return apdusIn(message).map(apdu => ({ framing, sender, apdu }))
}
