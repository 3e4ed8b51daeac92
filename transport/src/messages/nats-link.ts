import {
  AckPolicy,
  type ConsumerMessages,
  type JetStreamClient,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream'
import { connect, type NatsConnection, type NodeConnectionOptions } from '@nats-io/transport-node'
import { inTime } from './in-time.ts'
import { linkUrl } from './link-url.ts'
import {
  type Intake,
  type LinkIntake,
  type LinkMessage,
  type LinkPlace,
  type MessageLink,
  mostUnacknowledged,
} from './message-link.ts'
import { linkError, MessageLinkError } from './message-link-error.ts'

/** Messages over NATS JetStream: sent when a stream has them, taken by a durable consumer. */
export class NatsLink implements MessageLink {
  readonly #place: LinkPlace
  readonly #name: string
  #client: Promise<JetStreamClient> | undefined

  constructor(place: LinkPlace, name: string) {
    linkUrl('nats', place.url)
    this.#place = place
    this.#name = name
  }

  async send({ body, id }: LinkMessage): Promise<undefined> {
    try {
      this.#client ??= this.#open()
      const client = await inTime(this.#client)
      // The stream knows by the id what it has already.
      await inTime(client.publish(this.#place.address ?? '', body, { msgID: id }))
    } catch (error) {
      const fault = faultOf(error)
      if (fault.code === 'away' || fault.code === 'not-admitted') await this.close()
      throw fault
    }
  }

  async close(): Promise<void> {
    const opening = this.#client
    this.#client = undefined
    const client = await opening?.catch(() => undefined)
    await (client as unknown as { readonly nc?: NatsConnection } | undefined)?.nc?.close()
  }

  async #open(): Promise<JetStreamClient> {
    return jetstream(await connect(connectionOptions(this.#place, this.#name, false)))
  }
}

/** Takes messages of a subject that a stream has; each is acknowledged when it is kept. */
export function takeFromNats(place: LinkPlace, intake: LinkIntake): Intake {
  linkUrl('nats', place.url)
  const taking = new NatsIntake(place, intake)
  return { close: () => taking.close() }
}

/** From a connection that broke to the next. */
const retryMs = 2000

class NatsIntake {
  readonly #place: LinkPlace
  readonly #intake: LinkIntake
  #connection: NatsConnection | undefined
  #messages: ConsumerMessages | undefined
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void>
  #closed = false

  constructor(place: LinkPlace, intake: LinkIntake) {
    this.#place = place
    this.#intake = intake
    this.#running = this.#run()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#messages?.close()
    await this.#connection?.close()
    await this.#running
  }

  async #run(): Promise<void> {
    const { address, name, onState } = this.#intake
    try {
      const connection = await connect(connectionOptions(this.#place, name, true))
      this.#connection = connection
      const manager = await jetstreamManager(connection)
      const stream = await manager.streams.find(address)
      await manager.consumers.add(stream, {
        durable_name: name,
        filter_subject: address,
        ack_policy: AckPolicy.Explicit,
        max_ack_pending: mostUnacknowledged,
      })
      const consumer = await jetstream(connection).consumers.get(stream, name)
      this.#messages = await consumer.consume({ max_messages: mostUnacknowledged })
      onState('up')
      for await (const message of this.#messages) await this.#take(message)
      if (!this.#closed) throw new MessageLinkError('away', 'the stream gives no more messages')
    } catch (error) {
      await this.#connection?.close()
      if (this.#closed) return
      onState('down', faultOf(error))
      this.#timer = setTimeout(() => {
        this.#running = this.#run()
      }, retryMs)
    }
  }

  async #take(message: JsMsg): Promise<void> {
    try {
      await this.#intake.take(message.data)
      message.ack()
    } catch {
      message.nak(retryMs)
    }
  }
}

function connectionOptions(
  { url, username, password, token, tls }: LinkPlace,
  name: string,
  reconnect: boolean,
): NodeConnectionOptions {
  const { host, port, secure } = linkUrl('nats', url)
  return {
    servers: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    name,
    // Not asked for again by the library: the outbox decides when; an intake begins anew.
    reconnect,
    ...(username !== undefined && { user: username, pass: password ?? '' }),
    ...(token !== undefined && { token }),
    ...(secure && { tls: { ...tls } }),
  }
}

function faultOf(error: unknown): MessageLinkError {
  if (error instanceof MessageLinkError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (/authorization|authentication|permissions/i.test(message))
    return new MessageLinkError('not-admitted', message)
  // A subject without a consumer has no stream either.
  const causes = `${message} ${error instanceof Error && error.cause instanceof Error ? error.cause.message : ''}`
  if (/no responders|no stream matches|stream not found|jetstream is not/i.test(causes))
    return new MessageLinkError('no-such-address', message)
  return linkError(error, 'NATS')
}
