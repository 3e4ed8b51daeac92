import { defined } from '@ferraris/bytes'
import { decode } from '@ferraris/codec'
import { type Message, SmitpError } from '@ferraris/smitp'
import { dsaps } from '@ferraris/smitp/mac'
import {
  type ClientCounter,
  type ClientRequest,
  createSmitpClient,
  type Selection,
  type SmitpClientInput,
  type SmitpClientOutput,
  type SmitpClientSettings,
  stepSmitpClient,
} from '@ferraris/smitp/session'
import type { RowKind } from '@ferraris/smitp/tables'
import type { LinkTerms } from '../apdu-link.ts'
import { TransportError } from '../transport-error.ts'
import type { LsduChannel } from './lsdu-channel.ts'
import { openChannel } from './open-channel.ts'
import type { SmitpPlace } from './smitp-place.ts'
import { SmitpRefusal } from './smitp-refusal.ts'

interface SmitpSessionOptions extends SmitpClientSettings {
  /** As last kept; without it the session begins with a challenge. */
  readonly counter?: ClientCounter | undefined
  /** Keeps a counter for good; nothing is sent before. What it throws ends the request. */
  keep(counter: ClientCounter): void | Promise<void>
}

/** How a request is made, beside what it asks. */
interface RequestManner {
  /** In clear: for what a meter shows without proof. */
  readonly clear?: boolean
  /** Octets of data expected back. */
  readonly expected?: number
  /** Epoch milliseconds that it carries as its DATE-TIME. */
  readonly time?: number
}

type Sending = Extract<SmitpClientOutput, { readonly kind: 'send' }>
type Ending = Exclude<SmitpClientOutput, { readonly kind: 'persist' | 'send' | 'ignored' }>

/** What comes of a step of the machine; why an answer was ignored, if it was. */
type Step = [sending?: Sending | undefined, ending?: Ending | undefined, doubt?: Error | undefined]

/**
 * A conversation with the tables of one meter, one request at a time, whatever carries it. What is repeated has the same
 * octets, so that the meter does once what it is asked once.
 */
export class SmitpSession {
  readonly #channel: LsduChannel
  readonly #options: SmitpSessionOptions
  #state

  constructor(channel: LsduChannel, options: SmitpSessionOptions) {
    this.#channel = channel
    this.#options = options
    this.#state = createSmitpClient(options.counter)
  }

  get peer(): string {
    return this.#channel.peer
  }

  /**
   * Throws {@link SmitpRefusal} for what the meter does not do, {@link SmitpError} for answers that must not be trusted,
   * TransportError where none comes, and what `keep` throws.
   */
  async request(request: ClientRequest, manner: RequestManner = {}): Promise<Message> {
    let ended = false
    try {
      const message = await this.#converse({ kind: 'request', request, ...manner })
      ended = true
      return message
    } finally {
      if (!ended) await this.#step({ kind: 'abandon' })
    }
  }

  /** One row of a table. Throws also DecodeError for a row that is none. */
  async row<Row>({ table, codec, read }: RowKind<Row>, row: number): Promise<Row> {
    const manner = { clear: read === 'clear' }
    const answer = await this.request({ kind: 'read.request', table, row }, manner)
    if (answer.kind !== 'read.response') throw new SmitpError('answer-unexpected', answer.kind)
    return decode(codec, answer.data)
  }

  /** What takes several requests. */
  async select<Result>(selection: Selection<Result>): Promise<Result> {
    let turn = selection.next()
    while (!turn.done) turn = selection.next(await this.request(turn.value))
    return turn.value
  }

  async close(): Promise<void> {
    await this.#channel.close()
  }

  async #converse(input: SmitpClientInput): Promise<Message> {
    let [sending, ending] = await this.#step(input)
    let repetitions = this.#channel.repetitions
    let doubt: Error | undefined
    while (ending === undefined && sending !== undefined) {
      const answer = await this.#channel.ask(sending)
      const heard: Step =
        answer?.dsap === dsaps.application ? await this.#step({ kind: 'answer', ...answer }) : []
      doubt = heard[2] ?? doubt
      if (heard[0] !== undefined || heard[1] !== undefined) {
        ;[sending, ending] = heard
      } else if (repetitions-- > 0) {
        ;[sending, ending] = await this.#step({ kind: 'repeat' })
      } else {
        // An answer that could not be believed says more than silence.
        throw doubt ?? new TransportError('timeout', `waiting for ${this.peer}`)
      }
    }
    return messageOf(defined(ending, 'the end of the conversation'))
  }

  /** One step of the machine; its counter is kept before anything leaves. */
  async #step(input: SmitpClientInput): Promise<Step> {
    const [next, outputs] = stepSmitpClient(this.#options, this.#state, input)
    let sending: Sending | undefined
    let ending: Ending | undefined
    let doubt: Error | undefined
    for (const output of outputs) {
      if (output.kind === 'persist') await this.#options.keep(output.counter)
      else if (output.kind === 'send') sending = output
      else if (output.kind === 'ignored') doubt = output.reason
      else ending = output
    }
    this.#state = next
    return [sending, ending, doubt]
  }
}

function messageOf(ending: Ending): Message {
  switch (ending.kind) {
    case 'answered':
      return ending.message
    case 'refused':
      throw new SmitpRefusal(ending.refusal, ending.code)
    case 'failed':
      throw ending.error
  }
}

/** Reaches a meter. Throws TransportError; nothing stays open then. */
export async function openSmitp(
  place: SmitpPlace,
  options: SmitpSessionOptions & LinkTerms,
): Promise<SmitpSession> {
  return new SmitpSession(await openChannel(place, options), options)
}
