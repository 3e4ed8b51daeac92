import type { MqttClient } from 'mqtt'
import { MqttConnection } from '../mqtt/mqtt-connection.ts'
import { inTime } from './in-time.ts'
import { linkUrl } from './link-url.ts'
import type { Intake, LinkIntake, LinkMessage, LinkPlace, MessageLink } from './message-link.ts'
import { linkError, MessageLinkError } from './message-link-error.ts'

/** Messages over a broker of MQTT 3.1.1, at quality of service 1. */
export class MqttLink implements MessageLink {
  readonly #connection: MqttConnection
  readonly #address: string
  #error: Error | undefined

  constructor(place: LinkPlace, name: string) {
    this.#address = place.address ?? ''
    this.#connection = new MqttConnection({
      place: brokerOf(place),
      clientId: name,
      clean: true,
      onMessage() {},
      onConnect: async () => undefined,
      onState: (_, error) => {
        this.#error = error
      },
    })
  }

  async send({ body }: LinkMessage): Promise<undefined> {
    const { client } = this.#connection
    try {
      if (!client.connected) await inTime(this.#comesUp(client))
      await inTime(client.publishAsync(this.#address, body, { qos: 1 }))
    } catch (error) {
      throw linkError(error, 'MQTT')
    }
  }

  async close(): Promise<void> {
    await this.#connection.close()
  }

  #comesUp(client: MqttClient): Promise<void> {
    return new Promise((resolve, reject) => {
      client.once('connect', () => resolve())
      client.once('close', () => reject(this.#error ?? new Error('the broker is not connected')))
      if (client.connected) resolve()
    })
  }
}

/** Takes messages of a topic; the broker keeps them in our session while we are away. */
export function takeFromMqtt(place: LinkPlace, { address, name, take, onState }: LinkIntake): Intake {
  const connection = new MqttConnection({
    place: brokerOf(place),
    clientId: name,
    onMessage: (_, payload) => take(payload),
    onConnect: async client => {
      const grants = await client.subscribeAsync(address, { qos: 1 })
      // MQTT 3.1.1, 3.9.3: 0x80 says that the broker does not allow it.
      if (grants.some(({ qos }) => Number(qos) > 2))
        throw new MessageLinkError('not-admitted', `the broker lets us not subscribe to ${address}`)
    },
    onState: (state, error) => onState(state, error && linkError(error, 'MQTT')),
  })
  return { close: () => connection.close() }
}

function brokerOf({ url, username, password, tls = {} }: LinkPlace) {
  linkUrl('mqtt', url)
  return {
    url,
    tls,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  }
}
