import type { OctetLine } from './octet-line.ts'
import type { openSerialLine } from './serial-line.ts'

/** Opens a serial port for one user alone; the driver is loaded only then, for it needs native code. Throws TransportError. */
export async function openSerial(...place: Parameters<typeof openSerialLine>): Promise<OctetLine> {
  return (await import('./serial-line.ts')).openSerialLine(...place)
}
