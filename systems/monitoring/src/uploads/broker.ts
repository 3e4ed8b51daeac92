import { defined } from '@ferraris/bytes'
import { countersTopic, longestCounters, parseCountersTopic } from '@ferraris/chain2'
import {
  type Listener,
  type ListenerOptions,
  listenForConcentrators,
  longestOfStranger,
  PacketBound,
} from '@ferraris/transport'
import { Aedes, type AuthenticateError, type Client } from 'aedes'
import { readMessage } from './message.ts'
import type { RefusedUpload } from './refusals.ts'
import type { UploadOutcome } from './store-uploads.ts'
import type { Upload } from './upload.ts'

export interface BrokerOptions {
  readonly host: string
  readonly port: number
  /** Demanded away from loopback; who calls in shows a certificate then, and its token. */
  readonly tls?: ListenerOptions['tls'] | undefined
  /** The participant that a token speaks for; undefined for a stranger. */
  participantOf(name: string, token: string): Promise<string | undefined>
  /** MQTT's acknowledgement waits for the promise. */
  take(upload: Upload): Promise<UploadOutcome>
  refuse(refused: RefusedUpload): Promise<void>
}

/** Octets of a packet: a message and its topic. */
const longestPacket = longestCounters + 1024
/** Characters of a topic in an entry. */
const longestPlace = 200

/**
 * The broker that devices publish their counters to. A participant calls in with the name and text of its token, as many times as it has
 * devices, and publishes under its own name; there are no subscriptions. A message of QoS 1 is acknowledged when it is committed: this broker
 * keeps nothing. What cannot be taken is kept as a refusal and acknowledged, since a repetition would be no better.
 */
export class CounterBroker {
  readonly #aedes: Aedes
  readonly #listener: Listener

  private constructor(aedes: Aedes, listener: Listener) {
    this.#aedes = aedes
    this.#listener = listener
  }

  /** Throws MqttError where TLS is missing, and the system's error when the port cannot be had. */
  static async listen(options: BrokerOptions): Promise<CounterBroker> {
    const bounds = new WeakMap<object, PacketBound>()
    const participants = new WeakMap<Client, string>()
    const aedes = await Aedes.createBroker({
      connectTimeout: 20_000,
      queueLimit: 100,
      maxClientsIdLength: 64,
      // Nothing is kept for a client that is away: none of them is sent anything.
      preConnect(_client, packet, done) {
        packet.clean = true
        done(null, true)
      },
      authenticate(client, name = '', token = Buffer.alloc(0), done) {
        options.participantOf(name, String(token)).then(
          participant => {
            if (participant === undefined) return done(refusal(), null)
            participants.set(client, participant)
            defined(bounds.get(client.conn), 'the bound of a connection').raise(longestPacket)
            done(null, true)
          },
          () => done(refusal(), null),
        )
      },
      authorizePublish(client, { topic, payload }, done) {
        const participant = client === null ? undefined : participants.get(client)
        if (participant === undefined) return done(new Error('not a participant'))
        takeMessage(participant, topic, payload as Buffer, options).then(() => done(null), done)
      },
      authorizeSubscribe: (_client, _subscription, done) => done(null, null),
      authorizeForward: () => null,
    })
    aedes.on('clientError', client => client.close())
    aedes.on('connectionError', client => client.close())
    const listener = await listenForConcentrators({
      host: options.host,
      port: options.port,
      ...(options.tls && { tls: options.tls }),
      onConnection(socket) {
        socket.on('error', () => socket.destroy())
        aedes.handle(socket)
        // Behind the broker, which decides when it reads: so this sees each octet as it does.
        bounds.set(socket, PacketBound.on(socket, longestOfStranger))
      },
    })
    return new CounterBroker(aedes, listener)
  }

  get port(): number {
    return this.#listener.port
  }

  get clients(): number {
    return this.#aedes.connectedClients
  }

  async close(): Promise<void> {
    await this.#listener.close()
    await new Promise<void>(resolve => this.#aedes.close(resolve))
  }
}

/** Bad user name or password (MQTT 3.1.1, 3.2.2.3). */
const badCredentials = 4

function refusal(): AuthenticateError {
  return Object.assign(new Error('not a participant of this campaign'), { returnCode: badCredentials })
}

async function takeMessage(
  participant: string,
  topic: string,
  payload: Uint8Array,
  { take, refuse }: BrokerOptions,
): Promise<void> {
  const place = topic.replaceAll(/[^ -~]/g, '?').slice(0, longestPlace)
  const base = { source: 'mqtt', participant, place } as const
  const named = parseCountersTopic(topic)
  if (named?.assetProvider !== participant) {
    const detail = `publish under ${countersTopic(participant, '{device}')}`
    return refuse({ ...base, reason: 'not-own-topic', detail })
  }
  const message = readMessage(payload)
  if (typeof message === 'string') return refuse({ ...base, reason: 'unreadable', detail: message })
  if (message.device !== named.duId)
    return refuse({ ...base, reason: 'unreadable', detail: '/duId: is not the device of the topic' })
  await take({ ...base, ...message })
}
