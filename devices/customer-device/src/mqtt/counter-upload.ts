import { countersTopic, encodeCounters } from '@ferraris/chain2'
import { msPerHour } from '@ferraris/metering'
import { type BrokerPlace, MqttConnection } from '@ferraris/transport'
import type { DeviceState } from '../device/state.ts'

export interface UploadOptions {
  readonly place: BrokerPlace
  /** Who runs the device for its customer, as the monitoring platform knows it. */
  readonly assetProvider: string
  readonly state: () => DeviceState
  readonly onState?: (state: 'up' | 'down', error?: Error) => void
}

const everyMs = msPerHour

/**
 * Brings the daily counters to the monitoring platform: all days of the ring, at each connection and each hour, so that a platform or a
 * broker that was away for days misses none. The platform takes a day that it has as it is.
 */
export class CounterUpload {
  readonly #options: UploadOptions
  readonly #connection: MqttConnection
  readonly #timer: NodeJS.Timeout

  constructor(options: UploadOptions) {
    this.#options = options
    this.#connection = new MqttConnection({
      place: options.place,
      clientId: `ferraris-counters-${options.state().settings.id}`,
      clean: true,
      onMessage() {},
      onConnect: async () => this.upload(),
      onState: options.onState,
    })
    this.#timer = setInterval(() => void this.upload().catch(() => {}), everyMs)
    this.#timer.unref()
  }

  /** Resolves when the platform has taken all: its acknowledgement comes after it has kept them. */
  async upload(): Promise<void> {
    const { client } = this.#connection
    if (!client.connected) return
    for (const { topic, payload } of countersOf(this.#options))
      await client.publishAsync(topic, payload, { qos: 1 })
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.#connection.close()
  }
}

function countersOf({ assetProvider, state }: UploadOptions): { topic: string; payload: string }[] {
  const { settings, meters } = state()
  const { id, address, firmware } = settings
  return meters
    .filter(({ counters }) => counters.length > 0)
    .map(({ role, link, counters }) => ({
      topic: countersTopic(assetProvider, id),
      payload: encodeCounters({
        duId: id,
        smitpAddr: address.toLowerCase(),
        systemTitle: link.systemTitle,
        pod: link.pod,
        meter: role,
        fw: firmware,
        days: counters,
      }),
    }))
}
