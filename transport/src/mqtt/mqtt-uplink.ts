import { type DownMessage, downFilter, UplinkError, type UpMessage, upTopic } from '@ferraris/uplink'
import type { BrokerPlace } from './broker-place.ts'
import { MqttConnection } from './mqtt-connection.ts'
import { readDown, upPayload } from './payload.ts'

export interface MqttUplinkOptions {
  readonly place: Omit<BrokerPlace, 'username'>
  readonly concentrator: string
  /** The rest of the hello at every connection. */
  readonly hello: Omit<Extract<UpMessage, { readonly kind: 'hello' }>, 'kind' | 'concentrator'>
  /** Octets of messages that may wait for the broker; default 8 MiB. */
  readonly most?: number
  readonly onState?: (state: 'up' | 'down', error?: Error) => void
  /** Called for messages of the head-end that cannot be read. They are acknowledged: a repetition would be no better. */
  readonly onRefused?: (error: UplinkError) => void
  readonly random?: () => number
}

type Handler = (message: DownMessage) => void | Promise<void>

/** Soon sent again, so that late ones have no use. */
const fleeting: ReadonlySet<UpMessage['kind']> = new Set(['heartbeat', 'frames'])

/**
 * A concentrator's end of interface G2 over MQTT. It calls out only, so it works behind NAT; messages wait, within a
 * bound, while the broker is away. What must not be lost stays with the concentrator until the head-end acknowledges it.
 */
export class MqttUplink {
  readonly #options: MqttUplinkOptions
  readonly #connection: MqttConnection
  readonly #handler = Promise.withResolvers<Handler>()
  #waiting = 0

  /** Begins to connect. Throws MqttError when the place may not be used. */
  constructor(options: MqttUplinkOptions) {
    this.#options = options
    const { concentrator, place, onState, random } = options
    this.#connection = new MqttConnection({
      place: { ...place, username: concentrator },
      clientId: concentrator,
      will: {
        topic: upTopic(concentrator, 'gone'),
        payload: upPayload({ kind: 'gone', closed: false }),
        qos: 1,
        retain: false,
      },
      onMessage: (topic, payload) => this.#receive(topic, payload),
      onConnect: async client => {
        await client.subscribeAsync(downFilter(concentrator), { qos: 1 })
        // The head-end answers a hello: it must not be sent before the subscription.
        void this.publish({ kind: 'hello', concentrator, ...options.hello })
      },
      onState,
      random,
    })
  }

  get connected(): boolean {
    return this.#connection.connected
  }

  /**
   * Kept when the broker has the message, or when it was given up: the queue is full, or it has no use late.
   * Throws UplinkError for a message that is none.
   */
  publish(message: UpMessage): Promise<void> {
    const { kind } = message
    const payload = upPayload(message)
    const { most = 8 * 1024 * 1024, concentrator } = this.#options
    const late = !this.connected && fleeting.has(kind)
    if (late || this.#waiting + payload.length > most) return Promise.resolve()
    this.#waiting += payload.length
    return new Promise(resolve => {
      this.#connection.client.publish(
        upTopic(concentrator, kind),
        payload,
        { qos: kind === 'frames' ? 0 : 1 },
        () => {
          this.#waiting -= payload.length
          resolve()
        },
      )
    })
  }

  /** Takes the one handler of messages of the head-end; MQTT's acknowledgement waits for its promise. */
  onMessage(handler: Handler): void {
    this.#handler.resolve(handler)
  }

  /** Sends `gone`, closed on purpose, and disconnects. */
  async close(): Promise<void> {
    if (this.connected) {
      const patience = new Promise<void>(resolve => setTimeout(resolve, 1000).unref())
      await Promise.race([this.publish({ kind: 'gone', closed: true }), patience])
    }
    await this.#connection.close()
  }

  /** Breaks off without a word, for good: to the head-end this concentrator is lost. */
  cut(): void {
    this.#connection.cut()
  }

  async #receive(topic: string, payload: Uint8Array): Promise<void> {
    const handler = await this.#handler.promise
    let message: DownMessage
    try {
      message = readDown(topic, payload)
    } catch (error) {
      if (!(error instanceof UplinkError)) throw error
      return this.#options.onRefused?.(error)
    }
    await handler(message)
  }
}
