import { msPerMinute } from '@ferraris/metering'
import { connect, type IClientOptions, type IPublishPacket, type MqttClient, Store } from 'mqtt'
import { type BrokerPlace, clientOptions } from './broker-place.ts'
import { longestPacket, PacketBound } from './packet-bound.ts'

interface ConnectionOptions {
  readonly place: BrokerPlace
  /** Names the session that the broker keeps for us while we are away. */
  readonly clientId: string
  /** The broker keeps nothing of us when the connection ends; default false. */
  readonly clean?: boolean
  readonly will?: IClientOptions['will']
  /**
   * Takes a message; MQTT's acknowledgement goes out when the promise is kept. When it is broken the connection is
   * dropped without one, and the broker sends the message again on the next.
   */
  readonly onMessage: (topic: string, payload: Uint8Array) => void | Promise<void>
  /** Subscribes, at every connection; after `up` messages can be sent. */
  readonly onConnect: (client: MqttClient) => Promise<unknown>
  readonly onState?: ((state: 'up' | 'down', error?: Error) => void) | undefined
  /** For the waiting time between attempts; default Math.random. */
  readonly random?: (() => number) | undefined
}

const firstWaitMs = 500
const longestWaitMs = msPerMinute

/**
 * A connection to a broker that is made again whenever it breaks: MQTT 3.1.1, a session that outlives connections, and
 * waits that grow and are spread, so that a broker that comes back is not met by all its clients in one second.
 */
export class MqttConnection {
  readonly client: MqttClient
  readonly #options: ConnectionOptions
  /** Ours, so that mqtt.js keeps what is under way over a reconnection. */
  readonly #stores = {
    incomingStore: new Store({ clean: false }),
    outgoingStore: new Store({ clean: false }),
  }
  #failures = 0
  #toldReason: string | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false
  #error: Error | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.client = connect({
      ...clientOptions(options.place),
      ...this.#stores,
      ...(options.will && { will: options.will }),
      clientId: options.clientId,
      protocolVersion: 4,
      clean: options.clean ?? false,
      keepalive: 30,
      connectTimeout: 20_000,
      // Attempts are ours: mqtt.js has one fixed period only.
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
    })
    PacketBound.on(this.client.stream, longestPacket)
    this.client.handleMessage = (packet, done) => void this.#take(packet as IPublishPacket, done)
    this.client.on('connect', () => void this.#connected())
    this.client.on('error', error => {
      this.#error = error
    })
    this.client.on('close', () => this.#disconnected())
  }

  get connected(): boolean {
    return this.client.connected
  }

  /** Disconnects from the broker, which keeps the session. What is under way gets `patience` milliseconds. */
  async close(patience = 2000): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#timer)
    const timer = setTimeout(() => this.client.stream.destroy(), patience)
    // An unconnected client has no peer to wait for.
    await this.client.endAsync(!this.client.connected)
    clearTimeout(timer)
  }

  /** Breaks off without a word, as a cut cable would, for good: the broker publishes the will. */
  cut(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.client.end(true)
  }

  async #take({ topic, payload }: IPublishPacket, done: (error?: Error) => void): Promise<void> {
    try {
      await this.#options.onMessage(topic, payload as Buffer)
      done()
    } catch (error) {
      this.#error = error as Error
      this.client.stream.destroy()
    }
  }

  async #connected(): Promise<void> {
    try {
      await this.#options.onConnect(this.client)
    } catch (error) {
      // Refused, or broken off meanwhile: without a subscription the connection is of no use.
      this.#error = error as Error
      this.client.stream.destroy()
      return
    }
    this.#failures = 0
    this.#error = undefined
    this.#options.onState?.('up')
  }

  #disconnected(): void {
    if (this.#closed) return
    // Another reason than before is news, too: a broker that is back, and does not know us.
    const reason = this.#error?.message
    if (this.#failures++ === 0 || (reason !== undefined && reason !== this.#toldReason)) {
      this.#toldReason = reason
      this.#options.onState?.('down', this.#error)
    }
    const { random = Math.random } = this.#options
    const wait =
      Math.min(firstWaitMs * 2 ** Math.min(this.#failures - 1, 10), longestWaitMs) * (0.5 + random())
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.client.reconnect(this.#stores)
      PacketBound.on(this.client.stream, longestPacket)
    }, wait)
  }
}
