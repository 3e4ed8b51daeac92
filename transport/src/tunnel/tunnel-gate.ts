import type { Socket } from 'node:net'
import type { IpMessage } from '@ferraris/smitp/ip'
import { aca } from '@ferraris/smitp/mac'
import { concentratorItself } from '../local-access/access-point.ts'
import { type Listener, type ListenerOptions, listenForConcentrators } from '../mqtt/listener.ts'
import { MqttError } from '../mqtt/mqtt-error.ts'
import { TransportError } from '../transport-error.ts'
import { FirstLine, parseSignIn, welcome } from './sign-in.ts'
import type { TunnelAnswer, TunnelRequest } from './tunnel-request.ts'
import { TunnelStream } from './tunnel-stream.ts'
import { mostWaiting, WaitingRequests } from './waiting-requests.ts'

/** Where concentrators call. */
interface GateDoor {
  /** 0 for any free port. */
  readonly port: number
  /**
   * How a caller says which concentrator it is: by its first line, or by nothing but its certificate, where it speaks SMITP/IP from the first
   * octet on, as Original-SMITP over IP has it (CLC/TS 50568-8, 6). Default `line`.
   */
  readonly signIn?: 'line' | 'certificate'
}

interface TunnelGateOptions extends GateDoor, Omit<ListenerOptions, 'onConnection' | 'port'> {
  /** Whether that is a concentrator of ours. */
  readonly authenticate: (
    concentrator: string,
    proof: { readonly credential?: string; readonly commonName?: string },
  ) => Promise<boolean>
  /** How long a caller may take to sign in; default 10 s. */
  readonly signInTimeoutMs?: number
}

interface RequestTerms {
  /**
   * How long the answer may take, milliseconds. The power line carries one request at a time: that of another that was asked before
   * does not count.
   */
  readonly timeoutMs: number
  /** Gives up; the reason is thrown, and the concentrator stops. */
  readonly signal?: AbortSignal | undefined
}

interface Tunnel {
  readonly socket: Socket
  readonly stream: TunnelStream
  readonly waiting: WaitingRequests
}

/**
 * The head-end's end of the interactive path: concentrators call in and leave the connection open, and requests to their
 * meters go through it side by side. What is inside belongs to head-end and meter alone.
 */
export class TunnelGate {
  readonly #options: TunnelGateOptions
  readonly #tunnels = new Map<string, Tunnel>()
  readonly #listeners: Listener[] = []
  #number = 0

  private constructor(options: TunnelGateOptions) {
    this.#options = options
  }

  /** Throws MqttError `tls-required`, or the system's error when the port cannot be had. */
  static async listen(options: TunnelGateOptions): Promise<TunnelGate> {
    const gate = new TunnelGate(options)
    await gate.open(options)
    return gate
  }

  /** Opens one more door, and gives its port. Throws as {@link TunnelGate.listen}. */
  async open({ port, signIn = 'line' }: GateDoor): Promise<number> {
    const { host, tls } = this.#options
    if (signIn === 'certificate' && tls === undefined)
      throw new MqttError('tls-required', 'the certificate alone says which concentrator calls there')
    const onConnection = (socket: Socket, commonName: string | undefined) =>
      signIn === 'line' ? this.#admit(socket, commonName) : this.#admitBy(commonName, socket)
    const listener = await listenForConcentrators({ host, port, ...(tls && { tls }), onConnection })
    this.#listeners.push(listener)
    return listener.port
  }

  /** Of the first door. */
  get port(): number {
    return this.#listeners[0]?.port ?? 0
  }

  /** Whether the concentrator has called. */
  has(concentrator: string): boolean {
    return this.#tunnels.has(concentrator)
  }

  /** Asks a meter. Throws TransportError: `unreachable` without tunnel, `timeout` when no answer comes, `closed`. */
  async request(
    concentrator: string,
    request: TunnelRequest,
    { timeoutMs, signal }: RequestTerms,
  ): Promise<TunnelAnswer> {
    const during = `asking ${request.aca} through ${concentrator}`
    signal?.throwIfAborted()
    const tunnel = this.#tunnels.get(concentrator)
    if (tunnel === undefined || tunnel.waiting.size >= mostWaiting)
      throw new TransportError('unreachable', during)
    const { stream, waiting } = tunnel
    const number = this.#freeNumber(waiting)
    const message: IpMessage = {
      ...request,
      aca: aca(request.aca),
      source: number,
      destination: 0,
      service: 'request',
    }
    const { promise, resolve, reject } = Promise.withResolvers<TunnelAnswer>()
    const giveUp = (reason: unknown) => {
      reject(reason)
      // A failure from the client: the answer is no longer wanted.
      stream.send({ ...message, service: 'failure', lsdu: new Uint8Array() })
    }
    const tooLate = () => new TransportError('timeout', during)
    waiting.add(number, {
      isOnLine: request.aca !== concentratorItself,
      timeoutMs,
      resolve,
      reject: error => reject(error ?? tooLate()),
      onTimeout: () => giveUp(tooLate()),
    })
    const onAbort = () => giveUp(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    stream.send(message)
    try {
      return await promise
    } finally {
      signal?.removeEventListener('abort', onAbort)
      waiting.remove(number)
    }
  }

  async close(): Promise<void> {
    for (const listener of this.#listeners) await listener.close()
  }

  /** Numbers go round, so that a late answer to one that was given up is passed over. */
  #freeNumber(waiting: WaitingRequests): number {
    do this.#number = (this.#number % 0xffff) + 1
    while (waiting.has(this.#number))
    return this.#number
  }

  #admit(socket: Socket, commonName: string | undefined): void {
    const first = new FirstLine()
    const timer = setTimeout(() => socket.destroy(), this.#options.signInTimeoutMs ?? 10_000)
    socket.once('close', () => clearTimeout(timer))
    socket.on('error', () => socket.destroy())
    const onData = (octets: Uint8Array): void => {
      try {
        const found = first.push(octets)
        if (found === undefined) return
        socket.off('data', onData).pause()
        clearTimeout(timer)
        this.#signIn(socket, found.line, found.rest, commonName).catch(() => socket.destroy())
      } catch {
        socket.destroy()
      }
    }
    socket.on('data', onData)
  }

  async #signIn(
    socket: Socket,
    line: string,
    rest: Uint8Array,
    commonName: string | undefined,
  ): Promise<void> {
    const signIn = parseSignIn(line)
    const proof = {
      ...(signIn?.credential !== undefined && { credential: signIn.credential }),
      ...(commonName !== undefined && { commonName }),
    }
    if (signIn === undefined || !(await this.#options.authenticate(signIn.concentrator, proof))) {
      socket.destroy()
      return
    }
    if (socket.destroyed) return
    socket.write(welcome)
    this.#open(signIn.concentrator, socket, rest)
  }

  #admitBy(commonName: string | undefined, socket: Socket): void {
    socket.on('error', () => socket.destroy()).pause()
    const known =
      commonName === undefined
        ? Promise.resolve(false)
        : this.#options.authenticate(commonName, { commonName })
    known.then(
      isKnown => {
        if (socket.destroyed) return
        if (isKnown && commonName !== undefined) this.#open(commonName, socket, new Uint8Array())
        else socket.destroy()
      },
      () => socket.destroy(),
    )
  }

  /** The newest connection is the one: the older has been forgotten somewhere on the way. */
  #open(concentrator: string, socket: Socket, rest: Uint8Array): void {
    this.#tunnels.get(concentrator)?.socket.destroy()
    const waiting = new WaitingRequests()
    const stream = new TunnelStream(socket, ({ destination, service, dsap, ecc, lsdu }) => {
      waiting.settle(destination, service === 'answer' ? { dsap, ecc, lsdu } : undefined)
    })
    const tunnel = { socket, stream, waiting }
    this.#tunnels.set(concentrator, tunnel)
    socket.once('close', () => {
      if (this.#tunnels.get(concentrator) === tunnel) this.#tunnels.delete(concentrator)
      waiting.rejectAll(new TransportError('closed', `waiting for ${concentrator}`))
    })
    socket.on('data', octets => stream.receive(octets))
    stream.receive(rest)
    socket.resume()
  }
}
