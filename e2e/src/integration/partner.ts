import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import {
  type DecodedMessage,
  decodeMessage,
  type EventMessage,
  type Message,
  messageXml,
  type RequestMessage,
  type ResponseMessage,
} from '@ferraris/cim'

/** Sends XML to the head-end's door and gives its answer. */
export type Door = (xml: string) => Promise<string>

type Content = Partial<Pick<RequestMessage, 'Payload' | 'Request'>>

/** Another system, such as an MDM: it sends messages, and takes those that come later on a web server of its own. */
export class Partner {
  readonly url: string
  /** What has come so far, in order. */
  readonly taken: DecodedMessage[]
  /** Whether it takes nothing at present, as a system that is being maintained. */
  isDown = false
  /** Whether it says that what comes is wrong, and would not help to repeat. */
  refuses = false
  readonly #door: Door
  readonly #close: () => void
  #sent = 0

  private constructor(url: string, taken: DecodedMessage[], door: Door, close: () => void) {
    this.url = url
    this.taken = taken
    this.#door = door
    this.#close = close
  }

  static async start(door: Door): Promise<Partner> {
    const taken: DecodedMessage[] = []
    const server = createServer(async (request, response) => {
      const body = new TextEncoder().encode(await text(request))
      if (partner.isDown) response.statusCode = 503
      else if (partner.refuses) response.statusCode = 422
      else taken.push(decodeMessage(body, { strict: true }))
      response.end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const partner = new Partner(`http://127.0.0.1:${port}/cim`, taken, door, () => server.close())
    return partner
  }

  close(): void {
    this.#close()
  }

  /** Asks for something; what comes later comes to this system, under the correlation that it names. */
  async ask(
    verb: RequestMessage['Header']['Verb'],
    noun: string,
    correlation: string,
    content: Content,
  ): Promise<ResponseMessage> {
    this.#sent += 1
    const request: Message = {
      kind: 'request',
      form: 'generic',
      year: '2011',
      Header: {
        Verb: verb,
        Noun: noun,
        Source: 'MDM',
        AsyncReplyFlag: true,
        ReplyAddress: this.url,
        MessageID: `m-${this.#sent}`,
        CorrelationID: correlation,
      },
      ...content,
    }
    const answer = decodeMessage(new TextEncoder().encode(await this.#door(messageXml(request))), {
      strict: true,
    })
    if (answer.kind !== 'response') throw new Error(`it is a ${answer.kind}`)
    return answer
  }

  /** Replies under a correlation. */
  replies(correlation: string): ResponseMessage[] {
    return this.taken.flatMap(message => {
      const isReply = message.kind === 'response' && message.Header.CorrelationID === correlation
      return isReply ? [message] : []
    })
  }

  /** Events of a noun. */
  events(noun: string): EventMessage[] {
    return this.taken.flatMap(message => {
      const isOfNoun = message.kind === 'event' && message.Header.Noun === noun
      return isOfNoun ? [message] : []
    })
  }
}
