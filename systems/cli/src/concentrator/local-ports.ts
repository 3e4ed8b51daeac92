import { localService } from '@ferraris/concentrator'
import { listenSmitp, serveOptical } from '@ferraris/transport'
import { say } from '../terminal/say.ts'

/** Where field devices reach a concentrator on site. */
export interface LocalPorts {
  /** Serial port with an optical head. */
  readonly optical?: string
  readonly ethernet?: { readonly host: string; readonly port: number }
}

/** Field devices at a time; one that is silent for so long loses its seat. */
const mostConnections = 4
const idleTimeoutMs = 120_000

const identification = {
  manufacturer: 'FER',
  baudCharacter: '5',
  capabilities: '4',
  identification: 'FERRARISDC',
}

/**
 * Opens the local ports; gives what closes them. What goes over them is sealed by what the ticket of a field device stands for, so
 * that they need no TLS. Throws TransportError, and the system's error for a port that cannot be had.
 */
export async function openLocalPorts(
  { optical, ethernet }: LocalPorts,
  access: () => (octets: Uint8Array) => Uint8Array,
): Promise<() => Promise<void>> {
  const service = localService(access, error => say(`○ a local port: ${(error as Error).message}`))
  const open: { close(): Promise<void> }[] = []
  if (optical !== undefined) open.push(await serveOptical({ service, path: optical, identification }))
  if (ethernet !== undefined) {
    const bounds = { maxConnections: mostConnections, idleTimeoutMs, protectsItself: true }
    const listener = await listenSmitp({ service, ...ethernet, ...bounds })
    open.push(listener)
    say(`● field devices reach it at ${ethernet.host}:${listener.port}`)
  }
  return async () => {
    await Promise.all(open.map(each => each.close()))
  }
}
