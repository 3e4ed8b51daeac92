import type { Socket } from 'node:net'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import { encodeWpdu, type Wpdu, WrapperDeframer } from '@ferraris/dlms/wrapper'
import type { ApduLink, LinkTerms } from '../apdu-link.ts'
import type { WrapperPorts } from '../links/wrapper-tcp.ts'
import type { Seat } from '../listen/seats.ts'
import { TelegramStream } from '../push/telegram-stream.ts'
import { TransportError } from '../transport-error.ts'
import { CallerLink } from './caller-link.ts'

/** What came in, and between which wrapper ports, where there is a wrapper. */
export interface CallerTelegram {
  readonly apdu: Uint8Array
  readonly ports: WrapperPorts | undefined
}

/** Told of what callers say. */
export interface CallerAudience {
  /** A telegram that is of no session: a push. */
  onTelegram(telegram: CallerTelegram, caller: Caller): void
  /** Octets of which nothing can be made. */
  onNoise(length: number, caller: Caller): void
  /** A connection was opened. */
  onCalled?(caller: Caller): void
  onGone(caller: Caller): void
}

/** Silence after which a message that has no frame has ended, milliseconds. */
const silenceMs = 700

/**
 * A connection that a meter has opened. It pushes over it, and a client may hold sessions with it over the same connection, one at
 * a time: what is framed in the wrapper and goes to the ports of the session is of the session, all else is pushed.
 */
export class Caller {
  /** The other end: `10.1.2.3:50211`. */
  readonly from: string
  readonly #socket: Socket
  readonly #seat: Seat
  readonly #audience: CallerAudience
  #framing: 'unknown' | 'wrapper' | 'other' = 'unknown'
  readonly #deframer = new WrapperDeframer()
  #stream: TelegramStream | undefined
  #silence: NodeJS.Timeout | undefined
  #first: Uint8Array | undefined
  #link: CallerLink | undefined
  #isPaused = false
  /** Telegrams that had been read when it was paused, at most what the system gives in one piece. */
  #held: CallerTelegram[] = []
  #isGone = false

  constructor(socket: Socket, from: string, seat: Seat, audience: CallerAudience) {
    this.from = from
    this.#socket = socket
    this.#seat = seat
    this.#audience = audience
    socket.on('error', () => socket.destroy())
    socket.on('data', octets => this.#receive(plainOctets(octets)))
    socket.on('close', () => this.#end())
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** Whether a session is on the connection. */
  get isBusy(): boolean {
    return this.#link !== undefined
  }

  /** Reads and tells no more for now: the sender waits, as TCP has it. */
  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }

  /** Goes on with what it holds, and reads again unless it is paused by that. */
  resume(): void {
    this.#isPaused = false
    const held = this.#held
    this.#held = []
    this.#tell(held)
    if (!this.#isPaused) this.#socket.resume()
  }

  close(): void {
    this.#socket.destroy()
  }

  /** Sends an APDU back to where a telegram came from. */
  answer(apdu: Uint8Array, { ports }: Pick<CallerTelegram, 'ports'>): void {
    if (this.#isGone) return
    this.#socket.write(
      ports === undefined ? apdu : encodeWpdu({ source: ports.client, destination: ports.server, apdu }),
    )
  }

  /** A link for a session between these ports. Throws TransportError: `closed`, or `unreachable` while another session is on. */
  openLink(ports: WrapperPorts, { onFrame, signal }: Pick<LinkTerms, 'onFrame' | 'signal'>): ApduLink {
    signal?.throwIfAborted()
    const during = `reaching the meter that called from ${this.from}`
    if (this.#isGone || this.#framing === 'other') throw new TransportError('closed', during)
    if (this.#link !== undefined) throw new TransportError('unreachable', during)
    const link = new CallerLink(this.from, ports, {
      onFrame,
      write: octets => void this.#socket.write(octets),
      left: isFresh => {
        if (this.#link === link) this.#link = undefined
        // What the meter has not answered would come into the next session: it is to call again.
        if (!isFresh) this.#socket.destroy()
      },
    })
    this.#link = link
    return link
  }

  #receive(octets: Uint8Array): void {
    if (this.#framing === 'unknown') this.#begin(octets)
    else if (this.#framing === 'wrapper') this.#fromWrapper(octets)
    else this.#fromOther(octets)
  }

  /** The wrapper begins with its version, and nothing else does. */
  #begin(octets: Uint8Array): void {
    const soFar = this.#first === undefined ? octets : Uint8Array.of(...this.#first, ...octets)
    this.#first = soFar
    if (soFar.length < 2 && soFar[0] === 0) return
    this.#first = undefined
    this.#framing = soFar[0] === 0 && soFar[1] === 1 ? 'wrapper' : 'other'
    this.#receive(soFar)
  }

  #fromWrapper(octets: Uint8Array): void {
    let wpdus: Wpdu[]
    try {
      wpdus = this.#deframer.push(octets)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#audience.onNoise(octets.length, this)
      return void this.#socket.destroy()
    }
    if (wpdus.length > 0) this.#seat.heard()
    for (const { source, destination, apdu } of wpdus) {
      const ports = { server: source, client: destination }
      if (this.#link?.isFor(ports, apdu) === true) this.#link.receive(apdu)
      else this.#tell([{ apdu, ports }])
    }
  }

  #fromOther(octets: Uint8Array): void {
    const stream = this.#stream ?? new TelegramStream()
    this.#stream = stream
    this.#heard(stream.push(octets))
    if (this.#silence !== undefined) this.#silence.refresh()
    else if (stream.unfinished) this.#silence = setTimeout(() => this.#quiet(), silenceMs)
  }

  #quiet(): void {
    clearTimeout(this.#silence)
    this.#silence = undefined
    const { telegrams, noise } = this.#stream?.silence() ?? { telegrams: [], noise: 0 }
    this.#heard(telegrams)
    if (noise > 0) this.#audience.onNoise(noise, this)
  }

  #heard(telegrams: readonly { readonly apdu: Uint8Array }[]): void {
    if (telegrams.length > 0) this.#seat.heard()
    this.#tell(telegrams.map(({ apdu }) => ({ apdu, ports: undefined })))
  }

  #tell(telegrams: readonly CallerTelegram[]): void {
    for (const telegram of telegrams) {
      if (this.#isPaused) this.#held.push(telegram)
      else this.#audience.onTelegram(telegram, this)
    }
  }

  #end(): void {
    this.#quiet()
    for (const telegram of this.#held.splice(0)) this.#audience.onTelegram(telegram, this)
    this.#isGone = true
    this.#link?.break(new TransportError('closed', `waiting for the meter that called from ${this.from}`))
    this.#audience.onGone(this)
  }
}
