import rhea, { type Connection, type Delivery, type EventContext, type Message, type Sender } from 'rhea'
import { inTime } from './in-time.ts'
import { linkUrl } from './link-url.ts'
import {
  type Intake,
  type LinkIntake,
  type LinkMessage,
  type LinkPlace,
  longestMessage,
  type MessageLink,
  mostUnacknowledged,
} from './message-link.ts'
import { linkError, MessageLinkError } from './message-link-error.ts'

/** Frames of a connection; longer messages are cut (AMQP 1.0, 2.7.1). */
const longestFrame = 65_536
/** From a connection that broke to the next. */
const retryMs = 2000

/** Messages over AMQP 1.0 (OASIS, ISO/IEC 19464), settled by the broker. */
export class AmqpLink implements MessageLink {
  readonly #place: LinkPlace
  readonly #name: string
  #sender: Promise<Sender> | undefined
  readonly #waiting = new Map<Delivery, (outcome: MessageLinkError | undefined) => void>()

  constructor(place: LinkPlace, name: string) {
    linkUrl('amqp', place.url)
    this.#place = place
    this.#name = name
  }

  async send(message: LinkMessage): Promise<undefined> {
    try {
      this.#sender ??= this.#open()
      const sender = await inTime(this.#sender)
      await inTime(this.#handOver(sender, message))
    } catch (error) {
      const fault = linkError(error, 'AMQP')
      if (fault.code === 'away' || fault.code === 'busy') await this.close()
      throw fault
    }
  }

  async close(): Promise<void> {
    const opening = this.#sender
    this.#sender = undefined
    const sender = await opening?.catch(() => undefined)
    sender?.connection.close()
    this.#tellAll(new MessageLinkError('away', 'the connection to the broker is closed'))
  }

  #open(): Promise<Sender> {
    const connection = connect(this.#place, this.#name)
    const opening = new Promise<Sender>((resolve, reject) => {
      const broken = ({ error }: EventContext) => {
        const fault = faultOf(error ?? connection.error, 'the broker closed the connection')
        reject(fault)
        this.#tellAll(fault)
        this.#sender = undefined
      }
      onBreak(connection, broken)
      connection.on('sender_close', broken)
      connection.on('sender_open', ({ sender }: EventContext) => {
        // A broker that has no such address opens without a target, then closes (AMQP 1.0, 2.6.3).
        if (sender?.target?.address) resolve(sender)
      })
      connection.on('accepted', ({ delivery }: EventContext) => this.#tell(delivery, undefined))
      connection.on('rejected', ({ delivery }: EventContext) =>
        this.#tell(delivery, new MessageLinkError('refused', `the broker rejects it${reasonOf(delivery)}`)),
      )
      for (const outcome of ['released', 'modified'])
        connection.on(outcome, ({ delivery }: EventContext) =>
          this.#tell(delivery, new MessageLinkError('busy', `the broker has ${outcome} it`)),
        )
    })
    connection.open_sender({ target: { address: this.#place.address ?? '', durable: 2 } })
    opening.catch(() => connection.close())
    return opening
  }

  #handOver(sender: Sender, { body, id, correlation, contentType }: LinkMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      const message: Message = {
        message_id: id,
        correlation_id: correlation,
        content_type: contentType,
        durable: true,
        // One data section of octets, which every client can read (AMQP 1.0, 3.2.6).
        body: rhea.message.data_section(Buffer.from(body)),
      }
      const settle = (fault: MessageLinkError | undefined) =>
        fault === undefined ? resolve() : reject(fault)
      const send = () => void this.#waiting.set(sender.send(message), settle)
      if (sender.sendable()) send()
      else sender.once('sendable', send)
    })
  }

  #tell(delivery: Delivery | undefined, fault: MessageLinkError | undefined): void {
    if (delivery === undefined) return
    this.#waiting.get(delivery)?.(fault)
    this.#waiting.delete(delivery)
  }

  #tellAll(fault: MessageLinkError): void {
    for (const delivery of this.#waiting.keys()) this.#tell(delivery, fault)
  }
}

/** Takes messages of a queue; each is accepted when it is kept, else released, so that the broker hands it over again. */
export function takeFromAmqp(place: LinkPlace, intake: LinkIntake): Intake {
  linkUrl('amqp', place.url)
  let connection: Connection | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false
  const open = () => {
    const opened = connect(place, intake.name)
    connection = opened
    const down = ({ error }: EventContext) => {
      // A broker that ends says so in several ways, one after the other.
      if (closed || connection !== opened) return
      connection = undefined
      opened.close()
      intake.onState('down', faultOf(error ?? opened.error, 'the broker is away'))
      timer = setTimeout(open, retryMs)
    }
    onBreak(opened, down)
    opened.on('receiver_close', down)
    opened.on('receiver_open', ({ receiver }: EventContext) => {
      intake.onState('up')
      receiver?.add_credit(mostUnacknowledged)
    })
    opened.on('message', context => void takeOne(context, intake.take))
    opened.open_receiver({
      source: { address: intake.address, durable: 2 },
      credit_window: 0,
      autoaccept: false,
      max_message_size: longestMessage,
    })
  }
  open()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      connection?.close()
    },
  }
}

async function takeOne(
  { message, delivery, receiver }: EventContext,
  take: LinkIntake['take'],
): Promise<void> {
  try {
    await take(octetsOf(message?.body) ?? new Uint8Array())
    delivery?.accept()
  } catch {
    delivery?.release()
    // Not at once: what could not be kept now would come back in a circle.
    await new Promise(resolve => setTimeout(resolve, retryMs))
  }
  receiver?.add_credit(1)
}

function connect({ url, username, password, tls }: LinkPlace, name: string): Connection {
  const { host, port, secure } = linkUrl('amqp', url)
  const container = rhea.create_container()
  return container.connect({
    host,
    port,
    container_id: name,
    username: username ?? 'anonymous',
    ...(password !== undefined && { password }),
    max_frame_size: longestFrame,
    idle_time_out: 30_000,
    // What is to happen then is not the library's to decide: the outbox tries again, an intake begins anew.
    reconnect: false,
    ...(secure
      ? { transport: 'tls' as const, servername: host, rejectUnauthorized: true, ...tls }
      : { transport: 'tcp' as const }),
  } as Parameters<typeof container.connect>[0])
}

function onBreak(connection: Connection, broken: (context: EventContext) => void): void {
  for (const event of [
    'disconnected',
    'connection_close',
    'connection_error',
    'session_close',
    'session_error',
  ])
    connection.on(event, broken)
  // An `error` without listener would end the process.
  connection.on('error', () => {})
  connection.on('sender_error', () => {})
  connection.on('receiver_error', () => {})
}

const conditions: Record<string, 'no-such-address' | 'not-admitted'> = {
  'amqp:not-found': 'no-such-address',
  'amqp:invalid-field': 'no-such-address',
  'amqp:unauthorized-access': 'not-admitted',
}

function faultOf(error: unknown, otherwise: string): MessageLinkError {
  const { condition, description, message } = (error ?? {}) as {
    condition?: string
    description?: string
    message?: string
  }
  const text = description ?? message ?? otherwise
  if (/auth/i.test(text) && condition === undefined) return new MessageLinkError('not-admitted', text)
  return new MessageLinkError(conditions[condition ?? ''] ?? 'away', text)
}

function reasonOf(delivery: Delivery | undefined): string {
  const { error } = (delivery?.remote_state ?? {}) as { error?: { description?: string } }
  return error?.description === undefined ? '' : `: ${error.description}`
}

function octetsOf(body: unknown): Uint8Array | undefined {
  if (typeof body === 'string') return Buffer.from(body)
  if (body instanceof Uint8Array) return body
  const { content } = (body ?? {}) as { content?: unknown }
  return Array.isArray(content)
    ? Buffer.concat(content.filter(Buffer.isBuffer))
    : content instanceof Uint8Array
      ? content
      : undefined
}
