import {
  type ClientCertificate,
  concentratorItself,
  MqttUplink,
  type MqttUplinkOptions,
  TunnelDialer,
  type TunnelDialerOptions,
} from '@ferraris/transport'
import { UplinkError, type UpMessage } from '@ferraris/uplink'
import type { Concentrator } from '../concentrator.ts'
import type { Uplink } from './uplink.ts'

/** Address of the head-end, and the concentrator's authentication. */
export interface HeadEndPlace {
  /** `mqtts://head-end.example:8883`, or `mqtt://127.0.0.1:1883` on loopback alone. */
  readonly broker: string
  /** The interactive path; without it meters cannot be asked directly. */
  readonly tunnel?: TunnelDialerOptions['place'] & Pick<TunnelDialerOptions, 'signIn'>
  /** As the head-end gave it at the enrolment; needless where the certificate is proof. */
  readonly credential?: string
  /** PEM texts; demanded away from loopback. */
  readonly tls?: ClientCertificate
}

interface HeadEndConnectionOptions {
  readonly place: HeadEndPlace
  readonly concentrator: string
  readonly hello: MqttUplinkOptions['hello']
  /** Does something with the concentrator at its present time: time is the caller's. */
  readonly enter: <Result>(happen: (concentrator: Concentrator, now: number) => Result) => Result
  /** Called at connection and disconnection, in place of the concentrator. */
  readonly onState: (state: 'up' | 'down', error?: Error) => void
  /** 0 ≤ random() < 1. */
  readonly random: () => number
}

/** A concentrator's connections to its head-end: MQTT for all that may wait, the tunnel for interactive sessions. */
export class HeadEndConnection implements Uplink {
  readonly #mqtt: MqttUplink
  readonly #tunnel: TunnelDialer | undefined

  /** Connects. Throws MqttError where the link could be overheard. */
  constructor({ place, concentrator, hello, enter, onState, random }: HeadEndConnectionOptions) {
    const { broker, tunnel, credential, tls } = place
    const own = { ...(tls && { tls }) }
    this.#mqtt = new MqttUplink({
      place: { url: broker, ...(credential !== undefined && { password: credential }), ...own },
      concentrator,
      hello,
      onState,
      random,
    })
    this.#mqtt.onMessage(message => enter((itself, now) => itself.received(message, now)))
    if (tunnel === undefined) return
    this.#tunnel = new TunnelDialer({
      place: tunnel,
      ...(tunnel.signIn && { signIn: tunnel.signIn }),
      concentrator,
      ...(credential !== undefined && { credential }),
      ...own,
      random,
      onRequest: ({ aca, ...message }, signal) =>
        new Promise(resolve =>
          enter((itself, now) => {
            if (aca === concentratorItself) return resolve(itself.ownMessage(message, now))
            const giveUp = itself.passThrough(aca, message, resolve, now)
            signal.addEventListener('abort', giveUp, { once: true })
          }),
        ),
    })
  }

  publish(message: UpMessage): boolean {
    try {
      // What is lost on the way is told again: results until they are acknowledged, the rest at its next time.
      void this.#mqtt.publish(message)
      return true
    } catch (error) {
      if (error instanceof UplinkError) return false
      throw error
    }
  }

  /** Announces the end and disconnects. */
  async close(): Promise<void> {
    await this.#tunnel?.close()
    await this.#mqtt.close()
  }

  /** Disconnects without announcement, as at a cut cable. */
  cut(): void {
    void this.#tunnel?.close()
    this.#mqtt.cut()
  }
}
