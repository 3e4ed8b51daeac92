import { connect, type Socket } from 'node:net'
import { DecodeError, plainOctets } from '@ferraris/bytes'
import {
  type AttributeRequest,
  type AttributeWrite,
  type ClientInput,
  type ClientOutput,
  type ClientSettings,
  type ClientState,
  type CounterRange,
  createClient,
  DlmsError,
  encodeWpdu,
  type MethodRequest,
  type ResponseTo,
  type ServerFacts,
  type ServiceRequest,
  stepClient,
  WrapperDeframer,
} from '@ferraris/dlms'
import { TransportError } from './transport-error.ts'

/** A frame as it went over the wire, wrapper header included. */
export interface Frame {
  readonly direction: 'sent' | 'received'
  readonly octets: Uint8Array
}

export interface DlmsSessionOptions {
  readonly host: string
  readonly port: number
  /** Wrapper port (service access point) of the client, for example 1 or 16. */
  readonly client: number
  /** Wrapper port of the server's logical device; 1 is the management logical device. */
  readonly server: number
  readonly settings: ClientSettings
  /** Invocation counters that are ours alone; not needed in a plain association. */
  readonly counters?: CounterRange
  /** How long the connection, and each answer, may take; milliseconds. */
  readonly timeout: number
  /** Sees every frame, for people who want to look at them. */
  readonly onFrame?: (frame: Frame) => void
}

/**
 * The client end of one application association over TCP (IEC 62056-4-7): the shell that gives octets to the client
 * machine and carries out what it says. One request at a time.
 */
export class DlmsSession {
  readonly #options: DlmsSessionOptions
  readonly #socket: Socket
  readonly #deframer = new WrapperDeframer()
  #state: ClientState
  #waiting: { resolve(output: ClientOutput): void; reject(error: Error): void } | undefined
  #timer: NodeJS.Timeout | undefined
  /** Why nothing more will come; made into an error only when somebody asks: most sessions end in peace. */
  #broken: (() => Error) | undefined

  private constructor(options: DlmsSessionOptions, socket: Socket) {
    this.#options = options
    this.#socket = socket
    this.#state = createClient(options.settings, options.counters)
    socket.on('data', octets => this.#receive(plainOctets(octets)))
    socket.on('error', error => this.#break(() => this.#transportError('closed', error)))
    socket.on('close', () => this.#break(() => this.#transportError('closed')))
  }

  /** Connects and associates. Throws TransportError or DlmsError; the connection is closed then. */
  static async open(options: DlmsSessionOptions): Promise<DlmsSession> {
    const session = new DlmsSession(options, await connectTcp(options))
    try {
      await session.#step({ kind: 'associate' })
      return session
    } catch (error) {
      session.close()
      throw error
    }
  }

  /** What the server said of itself; throws if the association is gone. */
  get server(): ServerFacts {
    const { phase } = this.#state
    if (!('server' in phase)) throw new DlmsError('not-associated')
    return phase.server
  }

  /** The invocation counters not used yet. */
  get counters(): CounterRange {
    return this.#state.counters
  }

  async get(...items: readonly AttributeRequest[]) {
    return (await this.#request({ service: 'get', items })).results
  }

  async set(...items: readonly AttributeWrite[]) {
    return (await this.#request({ service: 'set', items })).results
  }

  async action(...items: readonly MethodRequest[]) {
    return (await this.#request({ service: 'action', items })).results
  }

  /** Ends the association and closes the connection. */
  async release(): Promise<void> {
    try {
      await this.#step({ kind: 'release' })
    } finally {
      this.close()
    }
  }

  /** Closes the connection without a word. */
  close(): void {
    this.#break(() => this.#transportError('closed'))
    this.#socket.destroy()
  }

  async #request<R extends ServiceRequest>(request: R): Promise<ResponseTo<R>> {
    const output = await this.#step({ kind: 'request', request })
    if (output.kind !== 'response') throw new DlmsError('unexpected-apdu', output.kind)
    return output.response as ResponseTo<R>
  }

  /** Gives the machine an input and waits for what comes of it; `failed` becomes a thrown DlmsError. */
  #step(input: ClientInput): Promise<ClientOutput> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken())
      if (this.#waiting !== undefined) return reject(new DlmsError('busy'))
      this.#waiting = { resolve, reject }
      this.#timer = setTimeout(() => this.#onTimeout(), this.#options.timeout)
      this.#perform(input)
    })
  }

  #perform(input: ClientInput): void {
    const [state, outputs] = stepClient(this.#state, input)
    this.#state = state
    for (const output of outputs) {
      if (output.kind === 'send') this.#send(output.apdu)
      else this.#settle(output)
    }
  }

  #settle(output: ClientOutput): void {
    clearTimeout(this.#timer)
    const waiting = this.#waiting
    this.#waiting = undefined
    if (output.kind === 'failed') waiting?.reject(output.error)
    else waiting?.resolve(output)
  }

  #send(apdu: Uint8Array): void {
    const octets = encodeWpdu({ source: this.#options.client, destination: this.#options.server, apdu })
    this.#options.onFrame?.({ direction: 'sent', octets })
    this.#socket.write(octets)
  }

  #receive(octets: Uint8Array): void {
    try {
      for (const { source, destination, apdu } of this.#deframer.push(octets)) {
        this.#options.onFrame?.({ direction: 'received', octets: encodeWpdu({ source, destination, apdu }) })
        // Frames for other ports share the connection; they are not ours to answer.
        if (source === this.#options.server && destination === this.#options.client)
          this.#perform({ kind: 'apdu', apdu })
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#break(() => new DlmsError('malformed-apdu', error.message, { cause: error }))
      this.#socket.destroy()
    }
  }

  #onTimeout(): void {
    this.#break(() => this.#transportError('timeout'))
    this.#socket.destroy()
  }

  #break(error: () => Error): void {
    clearTimeout(this.#timer)
    this.#broken ??= error
    this.#waiting?.reject(error())
    this.#waiting = undefined
  }

  #transportError(fault: 'closed' | 'timeout', cause?: unknown): TransportError {
    const { host, port } = this.#options
    return new TransportError(fault, `waiting for ${host}:${port}`, cause)
  }
}

function connectTcp({ host, port, timeout }: DlmsSessionOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const during = `connecting to ${host}:${port}`
    const socket = connect({ host, port, noDelay: true })
    const timer = setTimeout(() => {
      socket.destroy()
      reject(new TransportError('timeout', during))
    }, timeout)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      reject(new TransportError(error.code === 'ECONNREFUSED' ? 'refused' : 'unreachable', during, error))
    })
  })
}
