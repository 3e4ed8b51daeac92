import type { IClientOptions } from 'mqtt'
import { isLoopbackHost } from '../loopback.ts'
import { MqttError } from './mqtt-error.ts'

/** PEM texts of one end of a TLS connection. */
export interface ClientCertificate {
  /** The trusted authorities; those of the system, if absent. */
  readonly ca?: string
  readonly cert: string
  readonly key: string
}

/** Where a broker is, and the client's credentials for it. */
export interface BrokerPlace {
  /** `mqtts://broker.example:8883`, or `mqtt://127.0.0.1:1883` on loopback alone. */
  readonly url: string
  readonly username?: string
  readonly password?: string
  /** Our certificate; demanded away from loopback. Where keys are no part of what is sent, the authorities alone will do. */
  readonly tls?: Partial<ClientCertificate>
}

/** What mqtt.js needs to connect there. Throws {@link MqttError} where the link could be overheard. */
export function clientOptions({ url, username, password, tls }: BrokerPlace): IClientOptions {
  const { protocol, hostname, port } = parse(url)
  const secure = protocol === 'mqtts:'
  if (!isLoopbackHost(hostname) && !(secure && tls !== undefined)) {
    throw new MqttError(
      'tls-required',
      `${hostname} is another machine: messages carry keys, so write mqtts:// and give a certificate and its key`,
    )
  }
  return {
    protocol: secure ? 'mqtts' : 'mqtt',
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (secure ? 8883 : 1883) : Number(port),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(secure && { ...tls, minVersion: 'TLSv1.2' as const, rejectUnauthorized: true }),
  }
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['mqtt:', 'mqtts:'].includes(url.protocol) || url.hostname === '') {
    throw new MqttError('url-invalid', 'the broker is named as mqtts://host:8883, or mqtt://127.0.0.1:1883')
  }
  // The text itself is not repeated: it may hold a password.
  if (url.username !== '' || url.password !== '') {
    throw new MqttError('url-invalid', 'secrets do not belong into the URL of a broker; give them apart')
  }
  return url
}
