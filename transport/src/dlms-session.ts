import {
  type AttributeRequest,
  type AttributeWrite,
  DlmsError,
  type MethodRequest,
  type ResponseTo,
  type ServiceRequest,
} from '@ferraris/dlms'
import {
  type ClientInput,
  type ClientOutput,
  type ClientSettings,
  type ClientState,
  type CounterRange,
  createClient,
  type ServerFacts,
  stepClient,
} from '@ferraris/dlms/client'
import type { Notification } from '@ferraris/dlms/push'
import type { ApduLink } from './apdu-link.ts'
import { TransportError } from './transport-error.ts'

export interface DlmsSessionOptions {
  readonly settings: ClientSettings
  /** Invocation counters that are ours alone; not needed in a plain association. */
  readonly counters?: CounterRange | undefined
  /** Reserves more of them, above all before: asked when few are left, as a long transfer leaves them. */
  readonly moreCounters?: (() => Promise<CounterRange>) | undefined
  /** How long each answer may take, or on a slow serial line each part of it; milliseconds. */
  readonly timeoutMs: number
  /** Receives what the server sends unasked. */
  readonly onNotification?: ((notification: Notification) => void) | undefined
  /** Sees every APDU that goes out, in its protection. */
  readonly onSent?: ((apdu: Uint8Array) => void) | undefined
  /** Gives up associating; the reason is thrown. Of no effect once the session stands. */
  readonly signal?: AbortSignal | undefined
}

/** Requests that may wait for their turn. */
const mostTurns = 64
/** More counters are reserved when so few are left: a store answers within fewer messages. */
const fewCounters = 64

/**
 * The client end of one application association: the shell that gives APDUs to the client machine and carries out what
 * it says. One request is under way at a time; others wait for their turn.
 */
export class DlmsSession {
  readonly #link: ApduLink
  readonly #timeoutMs: number
  readonly #onNotification: DlmsSessionOptions['onNotification']
  readonly #onSent: DlmsSessionOptions['onSent']
  readonly #moreCounters: DlmsSessionOptions['moreCounters']
  #reserving: Promise<void> | undefined
  #state: ClientState
  #waiting: { resolve(output: ClientOutput): void; reject(error: unknown): void } | undefined
  #timer: NodeJS.Timeout | undefined
  /** Requests that wait for those before them, and the end of the last one. */
  #turns = 0
  #last: Promise<void> | undefined
  /** Why nothing more will come; made into an error only on demand: most sessions need none. */
  #broken: (() => unknown) | undefined

  private constructor(link: ApduLink, options: DlmsSessionOptions) {
    this.#link = link
    this.#timeoutMs = options.timeoutMs
    this.#onNotification = options.onNotification
    this.#onSent = options.onSent
    this.#moreCounters = options.moreCounters
    this.#state = createClient(options.settings, options.counters)
    link.attach({
      onApdu: apdu => this.#perform({ kind: 'apdu', apdu }),
      onProgress: () => this.#timer?.refresh(),
      onClosed: error => this.#break(() => error),
    })
  }

  /** Associates over a link, which is the session's from now on. Throws TransportError or DlmsError; the link is closed then. */
  static async open(link: ApduLink, options: DlmsSessionOptions): Promise<DlmsSession> {
    const session = new DlmsSession(link, options)
    const { signal } = options
    const onAbort = () => session.#break(() => signal?.reason)
    try {
      signal?.addEventListener('abort', onAbort, { once: true })
      if (signal?.aborted) onAbort()
      await session.#step({ kind: 'associate' })
      return session
    } catch (error) {
      await session.close()
      throw error
    } finally {
      signal?.removeEventListener('abort', onAbort)
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

  /** Any request: ACCESS, short names, and the others with all they may have. */
  async request<R extends ServiceRequest>(request: R): Promise<ResponseTo<R>['results']> {
    return (await this.#request(request)).results as ResponseTo<R>['results']
  }

  /** Ends the association and closes the link. */
  async release(): Promise<void> {
    try {
      await this.#inTurn({ kind: 'release' })
    } finally {
      await this.close()
    }
  }

  /** Closes the link without a word to the association; resolves when the medium is free again. */
  close(): Promise<void> {
    this.#break(() => this.#transportError('closed'))
    return this.#link.close()
  }

  async #request<R extends ServiceRequest>(request: R): Promise<ResponseTo<R>> {
    const output = await this.#inTurn({ kind: 'request', request })
    if (output.kind !== 'response') throw new DlmsError('unexpected-apdu', output.kind)
    return output.response as ResponseTo<R>
  }

  /** Gives the machine an input and waits for what comes of it; `failed` becomes a thrown DlmsError. */
  #step(input: ClientInput): Promise<ClientOutput> {
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken())
      if (this.#waiting !== undefined) return reject(new DlmsError('busy'))
      this.#waiting = { resolve, reject }
      this.#timer = setTimeout(() => this.#onTimeout(), this.#timeoutMs)
      try {
        this.#perform(input)
      } catch (error) {
        // What cannot be encoded has not been sent: the session goes on.
        clearTimeout(this.#timer)
        this.#waiting = undefined
        reject(error)
      }
    })
  }

  /** A step behind those that wait already. Throws DlmsError `busy` when too many do. */
  async #inTurn(input: ClientInput): Promise<ClientOutput> {
    if (this.#turns >= mostTurns) throw new DlmsError('busy')
    this.#turns++
    const before = this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last = promise
    try {
      await before
      await this.#reserving
      return await this.#step(input)
    } finally {
      this.#turns--
      resolve()
    }
  }

  #perform(input: ClientInput): void {
    const [state, outputs] = stepClient(this.#state, input)
    this.#state = state
    for (const output of outputs) {
      if (output.kind === 'send') this.#send(output.apdu)
      else if (output.kind === 'notification') this.#onNotification?.(output.notification)
      else this.#settle(output)
    }
    this.#reserve()
    if (this.#waiting === undefined) this.#link.pass?.()
    // An APDU that is not the last one of an answer.
    else if (outputs.length === 0) this.#link.poll?.()
  }

  /** Where it fails, those that are left are used up, and the machine says so. */
  #reserve(): void {
    const { next, end } = this.#state.counters
    if (this.#moreCounters === undefined || this.#reserving !== undefined || end - next > fewCounters) return
    this.#reserving = this.#moreCounters()
      .then(counters => {
        this.#state = { ...this.#state, counters }
      })
      .catch(() => {})
      .finally(() => {
        this.#reserving = undefined
      })
  }

  #send(apdu: Uint8Array): void {
    this.#onSent?.(apdu)
    this.#link.send(apdu)
  }

  #settle(output: ClientOutput): void {
    clearTimeout(this.#timer)
    const waiting = this.#waiting
    this.#waiting = undefined
    if (output.kind === 'failed') waiting?.reject(output.error)
    else waiting?.resolve(output)
  }

  /** In general block transfer the machine repeats what may have been lost; otherwise the session has failed. */
  #onTimeout(): void {
    const [state, outputs] = stepClient(this.#state, { kind: 'silence' })
    const repeated = outputs.flatMap(output => (output.kind === 'send' ? [output.apdu] : []))
    if (repeated.length > 0) {
      this.#state = state
      this.#timer = setTimeout(() => this.#onTimeout(), this.#timeoutMs)
      for (const apdu of repeated) this.#send(apdu)
      return
    }
    this.#break(() => this.#transportError('timeout'))
    this.#link.close()
  }

  #break(error: () => unknown): void {
    clearTimeout(this.#timer)
    this.#broken ??= error
    this.#waiting?.reject(error())
    this.#waiting = undefined
  }

  #transportError(code: 'closed' | 'timeout'): TransportError {
    return new TransportError(code, `waiting for ${this.#link.peer}`)
  }
}
