import { defined } from '@ferraris/bytes'
import {
  downPayload,
  type Listener,
  type ListenerOptions,
  listenForConcentrators,
  longestOfStranger,
  longestPacket,
  PacketBound,
  readUp,
} from '@ferraris/transport'
import {
  type DownMessage,
  downFilter,
  downTopic,
  parseTopic,
  UplinkError,
  type UpMessage,
} from '@ferraris/uplink'
import { Aedes, type AuthenticateError, type Client } from 'aedes'

interface BrokerOptions {
  readonly host: string
  readonly port: number
  readonly tls?: ListenerOptions['tls'] | undefined
  /** Whether that is a concentrator of ours. */
  authenticate(
    id: string,
    proof: { readonly credential?: string; readonly commonName?: string },
  ): Promise<boolean>
  /** Takes what a concentrator said; MQTT's acknowledgement waits for the promise. */
  onMessage(concentrator: string, message: UpMessage): Promise<void>
  onRefused(concentrator: string, error: Error): void
}

/** Not authorized (MQTT 3.1.1, 3.2.2.3). */
const notAuthorized = 5

/**
 * The broker that a head-end brings along, for concentrators alone: each publishes and subscribes below its own name only.
 * What one publishes is taken here and acknowledged when it is committed, since this broker's memory ends with the process.
 */
export class ConcentratorBroker {
  readonly #aedes: Aedes
  readonly #listener: Listener

  private constructor(aedes: Aedes, listener: Listener) {
    this.#aedes = aedes
    this.#listener = listener
  }

  /** Throws MqttError where TLS is missing, and the system's error when the port cannot be had. */
  static async listen(options: BrokerOptions): Promise<ConcentratorBroker> {
    const doors = new WeakMap<
      object,
      { readonly commonName: string | undefined; readonly bound: PacketBound }
    >()
    const aedes = await Aedes.createBroker({
      // A client that does not identify itself is disconnected, and queues are bounded.
      connectTimeout: 20_000,
      queueLimit: 100,
      maxClientsIdLength: 64,
      // What a concentrator has not confirmed is told again at its next hello; kept here for one that never confirms, it would
      // fill the memory.
      preConnect(_client, packet, done) {
        packet.clean = true
        done(null, true)
      },
      authenticate(client, username, password, done) {
        const { commonName, bound } = defined(doors.get(client.conn), 'the door of a connection')
        const proof = {
          ...(commonName !== undefined && { commonName }),
          ...(password !== undefined && { credential: String(password) }),
        }
        // The session is the concentrator's, too: a client under its name could take its messages.
        const known = client.id === username ? options.authenticate(username, proof) : Promise.resolve(false)
        known.then(
          isKnown => {
            if (!isKnown) return done(refusal(), null)
            bound.raise(longestPacket)
            done(null, true)
          },
          () => done(refusal(), null),
        )
      },
      authorizePublish(client, { topic, payload }, done) {
        if (client === null || !isOwn(client, topic, 'up'))
          return done(new Error('not a topic of this concentrator'))
        take(client.id, topic, payload as Buffer, options).then(() => done(null), done)
      },
      authorizeSubscribe(client, subscription, done) {
        const own = subscription.topic === downFilter(client.id)
        done(null, own ? subscription : null)
      },
      // Concentrators' messages go to the head-end alone.
      authorizeForward: (client, packet) => (isOwn(client, packet.topic, 'down') ? packet : null),
    })
    aedes.on('clientError', client => client.close())
    aedes.on('connectionError', client => client.close())
    const listener = await listenForConcentrators({
      host: options.host,
      port: options.port,
      ...(options.tls && { tls: options.tls }),
      onConnection(socket, commonName) {
        socket.on('error', () => socket.destroy())
        aedes.handle(socket)
        // Behind the broker, which decides when it reads: so this sees each octet as it does.
        doors.set(socket, { commonName, bound: PacketBound.on(socket, longestOfStranger) })
      },
    })
    return new ConcentratorBroker(aedes, listener)
  }

  get port(): number {
    return this.#listener.port
  }

  async publish(concentrator: string, message: DownMessage): Promise<void> {
    const packet = {
      cmd: 'publish' as const,
      topic: downTopic(concentrator, message.kind),
      payload: downPayload(message),
      qos: 1 as const,
      retain: false,
      dup: false,
    }
    await new Promise<void>((resolve, reject) =>
      this.#aedes.publish(packet, error => (error ? reject(error) : resolve())),
    )
  }

  async close(): Promise<void> {
    await this.#listener.close()
    await new Promise<void>(resolve => this.#aedes.close(resolve))
  }
}

function refusal(): AuthenticateError {
  return Object.assign(new Error('not a concentrator of this head-end'), { returnCode: notAuthorized })
}

function isOwn(client: Client, topic: string, way: 'up' | 'down'): boolean {
  try {
    const { concentrator, direction } = parseTopic(topic)
    return concentrator === client.id && direction === way
  } catch {
    return false
  }
}

/** What cannot be read is logged and acknowledged: a repetition would be no better. */
async function take(
  concentrator: string,
  topic: string,
  payload: Uint8Array,
  { onMessage, onRefused }: BrokerOptions,
): Promise<void> {
  let message: UpMessage
  try {
    message = readUp(topic, payload).message
  } catch (error) {
    if (!(error instanceof UplinkError)) throw error
    return onRefused(concentrator, error)
  }
  await onMessage(concentrator, message)
}
