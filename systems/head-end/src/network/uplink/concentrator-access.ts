import { readFile } from 'node:fs/promises'
import { type BrokerPlace, type ListenerOptions, MqttConcentrators, TunnelGate } from '@ferraris/transport'
import type { UpMessage } from '@ferraris/uplink'
import { AccessError } from './access-error.ts'
import { ConcentratorBroker } from './broker.ts'
import type { ConcentratorLink } from './downlink.ts'

/** PEM files: certificate, its key, and the authority that signs the certificates of the concentrators. */
interface ConcentratorTlsFiles {
  readonly cert: string
  readonly key: string
  readonly ca: string
}

/** Where concentrators call in. */
export interface ConcentratorAccess {
  /** Address to listen on; default 127.0.0.1. Another one takes `tls`. */
  readonly host?: string
  /** Port of our own broker, 0 for any. Without it, and without `broker`, concentrators cannot call. */
  readonly mqttPort?: number
  /** Port of the interactive path, 0 for any. Without it meters behind concentrators cannot be asked directly. */
  readonly tunnelPort?: number
  /**
   * Port for concentrators that speak Original-SMITP over IP and nothing else: no sign-in, the common name of the certificate is the
   * concentrator's. 0 for any; takes `tls`.
   */
  readonly smitpPort?: number
  readonly tls?: ConcentratorTlsFiles
  /** A broker of one's own instead. */
  readonly broker?: BrokerPlace
}

export interface AccessHandlers {
  authenticate(
    id: string,
    proof: { readonly credential?: string; readonly commonName?: string },
  ): Promise<boolean>
  onMessage(concentrator: string, message: UpMessage): Promise<void>
  onRefused(from: string, error: Error): void
  onState(state: 'up' | 'down', error?: Error): void
}

/** Opens the interactive path, if there is to be one. Throws AccessError. */
export function openGate(access: ConcentratorAccess, handlers: Pick<AccessHandlers, 'authenticate'>) {
  return served(openTunnel(access, handlers))
}

/** Opens the door for messages. Throws AccessError. */
export function openAccess(access: ConcentratorAccess, handlers: AccessHandlers): Promise<OpenAccess> {
  return served(openMqtt(access, handlers))
}

async function served<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening
  } catch (cause) {
    const { message } = cause as Error
    throw new AccessError('concentrators-not-served', `concentrators cannot call in: ${message}`, { cause })
  }
}

/** The interactive path, and the ports of its doors. */
export interface OpenGate {
  readonly gate: TunnelGate
  readonly tunnelPort: number | undefined
  readonly smitpPort: number | undefined
}

async function openTunnel(
  { host = '127.0.0.1', tunnelPort, smitpPort, tls }: ConcentratorAccess,
  { authenticate }: Pick<AccessHandlers, 'authenticate'>,
): Promise<OpenGate | undefined> {
  const doors = [
    ...(tunnelPort === undefined ? [] : [{ port: tunnelPort, signIn: 'line' as const }]),
    ...(smitpPort === undefined ? [] : [{ port: smitpPort, signIn: 'certificate' as const }]),
  ]
  const [first, second] = doors
  if (first === undefined) return undefined
  const pem = tls && (await readPem(tls))
  const gate = await TunnelGate.listen({ host, ...first, authenticate, ...(pem && { tls: pem }) })
  const ports = [gate.port]
  try {
    if (second !== undefined) ports.push(await gate.open(second))
  } catch (error) {
    await gate.close()
    throw error
  }
  return {
    gate,
    tunnelPort: tunnelPort === undefined ? undefined : ports.at(0),
    smitpPort: smitpPort === undefined ? undefined : ports.at(-1),
  }
}

/** The open door. */
interface OpenAccess extends ConcentratorLink {
  /** Port of our own broker. */
  readonly mqttPort: number | undefined
  close(): Promise<void>
}

async function openMqtt(
  { host = '127.0.0.1', mqttPort, tls, broker }: ConcentratorAccess,
  handlers: AccessHandlers,
): Promise<OpenAccess> {
  if (broker !== undefined) {
    const link = new MqttConcentrators({ place: broker, clientId: 'ferraris-head-end', ...handlers })
    return { mqttPort: undefined, publish: (...told) => link.publish(...told), close: () => link.close() }
  }
  if (mqttPort === undefined) return closedAccess
  const pem = tls && (await readPem(tls))
  const own = await ConcentratorBroker.listen({ ...handlers, host, port: mqttPort, tls: pem })
  return { mqttPort: own.port, publish: (...told) => own.publish(...told), close: () => own.close() }
}

/** No concentrator can call in: nothing listens. */
const closedAccess: OpenAccess = { mqttPort: undefined, publish: async () => {}, close: async () => {} }

async function readPem({ cert, key, ca }: ConcentratorTlsFiles): Promise<ListenerOptions['tls']> {
  const text = (file: string) => readFile(file, 'utf8')
  const [certText, keyText, caText] = await Promise.all([text(cert), text(key), text(ca)])
  return { cert: certText, key: keyText, ca: caText }
}
