import { type DownMessage, downTopic, UplinkError, type UpMessage, upFilters } from '@ferraris/uplink'
import type { BrokerPlace } from './broker-place.ts'
import { MqttConnection } from './mqtt-connection.ts'
import { downPayload, readUp } from './payload.ts'

interface MqttConcentratorsOptions {
  readonly place: BrokerPlace
  /** Names our session; two head-ends on one broker need two. */
  readonly clientId: string
  /** Takes what a concentrator said; MQTT's acknowledgement waits for the promise, so keep it after the commit. */
  readonly onMessage: (concentrator: string, message: UpMessage) => void | Promise<void>
  /** Called for messages that cannot be read. They are acknowledged: a repetition would be no better. */
  readonly onRefused?: (topic: string, error: UplinkError) => void
  readonly onState?: (state: 'up' | 'down', error?: Error) => void
  readonly random?: () => number
}

/**
 * The head-end's end of interface G2 on a broker of one's own (mosquitto, EMQX, …). Access to topics is that
 * broker's to enforce. The broker keeps messages while the head-end is away, as long as its own settings say.
 */
export class MqttConcentrators {
  readonly #connection: MqttConnection

  /** Begins to connect. Throws MqttError when the place may not be used. */
  constructor({ place, clientId, onMessage, onRefused, onState, random }: MqttConcentratorsOptions) {
    this.#connection = new MqttConnection({
      place,
      clientId,
      onConnect: client => client.subscribeAsync([...upFilters], { qos: 1 }),
      onMessage: async (topic, payload) => {
        const heard = read(topic, payload, onRefused)
        if (heard !== undefined) await onMessage(heard.concentrator, heard.message)
      },
      onState,
      random,
    })
  }

  get connected(): boolean {
    return this.#connection.connected
  }

  /**
   * Kept when the broker has the message. While it is away nothing is queued: a concentrator that says hello is told
   * anew all that it may have missed. Throws UplinkError for a message that is none.
   */
  async publish(concentrator: string, message: DownMessage): Promise<void> {
    const payload = downPayload(message)
    if (!this.connected) return
    await new Promise<void>(resolve => {
      this.#connection.client.publish(downTopic(concentrator, message.kind), payload, { qos: 1 }, () =>
        resolve(),
      )
    })
  }

  close(): Promise<void> {
    return this.#connection.close()
  }
}

function read(
  topic: string,
  payload: Uint8Array,
  onRefused: MqttConcentratorsOptions['onRefused'],
): ReturnType<typeof readUp> | undefined {
  try {
    return readUp(topic, payload)
  } catch (error) {
    if (!(error instanceof UplinkError)) throw error
    onRefused?.(topic, error)
    return undefined
  }
}
