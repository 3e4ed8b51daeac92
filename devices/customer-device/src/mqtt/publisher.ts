import { type BrokerPlace, MqttConnection } from '@ferraris/transport'
import type { CustomerDevice } from '../customer-device.ts'
import type { DeviceStore } from '../store/device-store.ts'
import { availabilityTopic, publicationsOf } from './publications.ts'

export interface PublisherOptions {
  readonly device: CustomerDevice
  readonly store: DeviceStore
  readonly place: BrokerPlace
  /** Where Home Assistant looks for devices; default `homeassistant`. */
  readonly prefix?: string
  readonly onState?: (state: 'up' | 'down', error?: Error) => void
}

/** Name of the part with the topics that are retained at the broker. */
const retainedPart = 'retained'
/** Values change in place once a second at most. */
const pauseMs = 1000
/** Countdowns and ages go on without a frame. */
const refreshMs = 10_000

/** Publishes what a device knows to a home's broker, and takes away what is no longer so. */
export class Publisher {
  readonly #options: PublisherOptions
  readonly #connection: MqttConnection
  readonly #endListening: () => void
  readonly #refresh: NodeJS.Timeout
  /** What the broker has, as far as it has been sent since the connection was made. */
  readonly #sent = new Map<string, string>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: PublisherOptions) {
    this.#options = options
    const { device, place, onState } = options
    const { id } = device.state.settings
    this.#connection = new MqttConnection({
      place,
      clientId: `ferraris-${id}`,
      clean: true,
      will: { topic: availabilityTopic(id), payload: Buffer.from('offline'), qos: 1, retain: true },
      onMessage() {},
      onConnect: async () => this.#connected(),
      onState,
    })
    this.#endListening = device.listen({ onChange: () => this.#soon() })
    this.#refresh = setInterval(() => this.#publish(), refreshMs)
    this.#refresh.unref()
  }

  /** Tells an appliance something, once it can be told. */
  order(topic: string, payload: string): void {
    this.#connection.client.publish(topic, payload, { qos: 1 })
  }

  async close(): Promise<void> {
    this.#endListening()
    clearTimeout(this.#timer)
    clearInterval(this.#refresh)
    const { client } = this.#connection
    const topic = availabilityTopic(this.#options.device.state.settings.id)
    // A word instead of the will, which an orderly end does not bring.
    if (client.connected)
      await client.publishAsync(topic, 'offline', { qos: 1, retain: true }).catch(() => {})
    await this.#connection.close()
  }

  #connected(): void {
    this.#sent.clear()
    this.#publish()
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#publish()
    }, pauseMs)
  }

  #publish(): void {
    const { client } = this.#connection
    if (!client.connected) return
    const { device, store, prefix = 'homeassistant' } = this.#options
    const publications = publicationsOf(device.view(), prefix)
    const topics = publications.map(({ topic }) => topic)
    const before = store.load<string[]>(retainedPart) ?? []
    const gone = before.filter(topic => !topics.includes(topic))
    // Kept before it is sent: what a crash leaves at the broker is known, and taken away later.
    if (gone.length > 0 || topics.some(topic => !before.includes(topic)))
      store.save(retainedPart, [...new Set([...before, ...topics])])
    for (const topic of gone) this.#send(topic, '')
    for (const { topic, payload } of publications)
      if (this.#sent.get(topic) !== payload) this.#send(topic, payload)
    if (gone.length > 0) store.save(retainedPart, topics)
  }

  #send(topic: string, payload: string): void {
    this.#sent.set(topic, payload)
    this.#connection.client.publish(topic, payload, { qos: 1, retain: true }, error => {
      // Not taken: it is sent again with the next look.
      if (error) this.#sent.delete(topic)
    })
  }
}
