import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { msPerMinute } from '@ferraris/metering'
import type { IpMessage } from '@ferraris/smitp/ip'
import { isLoopbackHost } from '../loopback.ts'
import type { HostAndPort } from '../media/tcp.ts'
import type { ClientCertificate } from '../mqtt/broker-place.ts'
import { MqttError } from '../mqtt/mqtt-error.ts'
import { FirstLine, signInLine, welcome } from './sign-in.ts'
import type { TunnelAnswer, TunnelRequest } from './tunnel-request.ts'
import { TunnelStream } from './tunnel-stream.ts'

export interface TunnelDialerOptions {
  readonly place: HostAndPort
  /** Demanded away from loopback. */
  readonly tls?: ClientCertificate
  readonly concentrator: string
  readonly credential?: string
  /** By its first line, or by nothing but its certificate (see TunnelGate). Default `line`. */
  readonly signIn?: 'line' | 'certificate'
  /**
   * Passes a request on to the meter and gives its answer; undefined when there is none. The signal says that it
   * is no longer awaited.
   */
  readonly onRequest: (request: TunnelRequest, signal: AbortSignal) => Promise<TunnelAnswer | undefined>
  readonly onState?: (state: 'up' | 'down', error?: Error) => void
  /** For the waiting time between attempts; default Math.random. */
  readonly random?: () => number
}

const firstWaitMs = 500
const longestWaitMs = msPerMinute

/**
 * A concentrator's end of the interactive path. It calls out and stays connected, so that it can be asked behind any NAT;
 * a connection that breaks is made again, after waits that grow and are spread.
 */
export class TunnelDialer {
  readonly #options: TunnelDialerOptions
  #socket: Socket | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #closed = false

  /** Begins to connect. Throws MqttError `tls-required`. */
  constructor(options: TunnelDialerOptions) {
    const { place, tls, signIn } = options
    if (tls === undefined && !isLoopbackHost(place.host)) {
      throw new MqttError('tls-required', `${place.host} is another machine: give a certificate and its key`)
    }
    if (tls === undefined && signIn === 'certificate')
      throw new MqttError('tls-required', 'without sign-in the certificate says which concentrator calls')
    this.#options = options
    this.#dial()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#socket?.destroy()
  }

  #dial(): void {
    const { place, tls } = this.#options
    const to = { host: place.host, port: place.port, noDelay: true }
    const socket =
      tls === undefined
        ? connect(to)
        : connectTls({ ...to, ...tls, servername: place.host, minVersion: 'TLSv1.2' })
    this.#socket = socket
    let failure: Error | undefined
    const isByLine = this.#options.signIn !== 'certificate'
    socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
      if (isByLine) socket.write(signInLine(this.#signIn()))
      else {
        this.#serve(socket, new Uint8Array())
        // The gate says nothing of a certificate that it refuses: what it sends first shows that we are admitted.
        socket.once('data', () => this.#admitted())
      }
    })
    socket.on('error', error => {
      failure = error
    })
    socket.once('close', () => this.#lost(failure))
    if (isByLine) this.#awaitWelcome(socket)
  }

  #signIn() {
    const { concentrator, credential } = this.#options
    return { concentrator, credential }
  }

  #awaitWelcome(socket: Socket): void {
    const first = new FirstLine()
    const onData = (octets: Uint8Array): void => {
      let found: ReturnType<FirstLine['push']>
      try {
        found = first.push(octets)
      } catch {
        socket.destroy()
        return
      }
      if (found === undefined) return
      socket.off('data', onData)
      if (`${found.line}\n` === welcome) {
        this.#admitted()
        this.#serve(socket, found.rest)
      } else socket.destroy()
    }
    socket.on('data', onData)
  }

  #admitted(): void {
    this.#failures = 0
    this.#options.onState?.('up')
  }

  #serve(socket: Socket, rest: Uint8Array): void {
    const running = new Map<number, AbortController>()
    const stream = new TunnelStream(socket, message => {
      if (message.service === 'request') void this.#answer(stream, message, running)
      else if (message.service === 'failure') running.get(message.source)?.abort()
    })
    socket.once('close', () => {
      for (const controller of running.values()) controller.abort()
    })
    socket.on('data', octets => stream.receive(octets))
    stream.receive(rest)
  }

  async #answer(
    stream: TunnelStream,
    message: IpMessage,
    running: Map<number, AbortController>,
  ): Promise<void> {
    const { source, aca, dsap, ecc, lsdu } = message
    const controller = new AbortController()
    running.set(source, controller)
    const back = { aca, source: 0, destination: source }
    try {
      const answer = await this.#options.onRequest({ aca, dsap, ecc, lsdu }, controller.signal)
      if (controller.signal.aborted) return
      if (answer !== undefined) return stream.send({ ...back, service: 'answer', ...answer })
    } catch {
      // It could not be asked, or it has answered what does not go over IP: for the head-end it has not answered.
    } finally {
      if (running.get(source) === controller) running.delete(source)
    }
    if (controller.signal.aborted) return
    stream.send({ ...back, service: 'failure', dsap, ecc, lsdu: new Uint8Array() })
  }

  #lost(error: Error | undefined): void {
    if (this.#closed) return
    if (this.#failures++ === 0) this.#options.onState?.('down', error)
    const { random = Math.random } = this.#options
    const wait =
      Math.min(firstWaitMs * 2 ** Math.min(this.#failures - 1, 10), longestWaitMs) * (0.5 + random())
    this.#timer = setTimeout(() => this.#dial(), wait)
  }
}
