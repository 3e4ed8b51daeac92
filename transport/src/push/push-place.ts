import type { HostAndPort } from '../media/tcp.ts'
import type { SerialSettings } from '../meter-uri/meter-uri.ts'

/** Where pushes come in. Port 0 is any free one. */
export type PushPlace =
  | ({ readonly medium: 'tcp' | 'udp' } & HostAndPort)
  | ({ readonly medium: 'serial'; readonly path: string } & SerialSettings)
  | ({ readonly medium: 'mqtt' } & PushBroker)

/** A broker where a reader of customer ports publishes what it receives, each telegram as octets or as hex. */
export interface PushBroker {
  /** `mqtt://broker:1883` or `mqtts://broker:8883`. */
  readonly url: string
  /** Topic filter; `+` and `#` stand for any. */
  readonly topic: string
  readonly username?: string
  readonly password?: string
}

/** A place where pushes are received. */
export interface PushService {
  /** As it can be set in meters: `10.1.2.3:4060`, `/dev/ttyUSB0`, a topic. */
  readonly place: string
  close(): Promise<void>
  /** Datagrams that came faster than they were read, and that the system has dropped; absent where it does not tell. */
  readonly lost?: () => number
}
