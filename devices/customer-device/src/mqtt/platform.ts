import { type BrokerPlace, MqttConnection } from '@ferraris/transport'
import {
  customerDownTopic,
  customerUpTopic,
  decodeCustomerDown,
  encodeCustomerUp,
  UplinkError,
} from '@ferraris/uplink'
import type { CustomerDevice } from '../customer-device.ts'

/** Longest payload that is read: the longest message has 20 kB. */
const longestPayload = 64 * 1024
/** What a broker says to a client that it does not know, MQTT 3.1.1. */
const refusals = /not authorized|bad user name|identifier rejected/i

/**
 * The second way: texts and prices from the platform of supplier and distributor, receipts back. A broker that refuses this
 * device is not asked for ever: the pairing is lost, and a person has to renew it.
 */
export class PlatformLink {
  readonly #device: CustomerDevice
  readonly #connection: MqttConnection
  readonly #endListening: () => void
  #sending = false

  constructor(device: CustomerDevice, place: BrokerPlace) {
    this.#device = device
    const { id } = device.state.settings
    device.setPlatform('unreachable')
    this.#connection = new MqttConnection({
      place,
      clientId: `ferraris-h2-${id}`,
      onMessage: (_topic, payload) => this.#take(payload),
      onConnect: client => client.subscribeAsync(customerDownTopic(id, '+'), { qos: 1 }),
      onState: (state, error) => this.#changed(state, error),
    })
    this.#endListening = device.listen({ onChange: () => void this.#sendReceipts() })
  }

  async close(): Promise<void> {
    this.#endListening()
    await this.#connection.close()
  }

  /** MQTT's acknowledgement goes out when this returns: the device has kept the message by then. */
  #take(payload: Uint8Array): void {
    if (payload.length === 0 || payload.length > longestPayload) return
    try {
      this.#device.takeMessage(decodeCustomerDown(new TextDecoder().decode(payload)))
    } catch (error) {
      // Sent again it would be no better.
      if (!(error instanceof UplinkError)) throw error
    }
  }

  #changed(state: 'up' | 'down', error: Error | undefined): void {
    if (state === 'up') {
      this.#device.setPlatform('connected')
      void this.#sendReceipts()
      return
    }
    const isRefused = error !== undefined && refusals.test(error.message)
    this.#device.setPlatform(isRefused ? 'unpaired' : 'unreachable')
    if (isRefused) void this.#connection.close()
  }

  async #sendReceipts(): Promise<void> {
    const { client } = this.#connection
    if (this.#sending || !client.connected) return
    this.#sending = true
    try {
      for (;;) {
        const [receipt] = this.#device.correspondence.receipts
        if (receipt === undefined || !client.connected) return
        const topic = customerUpTopic(this.#device.state.settings.id, 'receipt')
        await client.publishAsync(topic, encodeCustomerUp({ kind: 'receipt', ...receipt }), { qos: 1 })
        this.#device.receiptSent(receipt)
      }
    } catch {
      // The connection broke: it goes out over the next.
    } finally {
      this.#sending = false
    }
  }
}
