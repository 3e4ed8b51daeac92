import type { Frame } from '../apdu-link.ts'
import type { SerialSettings } from '../meter-uri/meter-uri.ts'
import type { DlmsService } from './dlms-service.ts'
import { HdlcStation } from './hdlc-station.ts'

export interface SerialServiceOptions extends DlmsService, SerialSettings {
  /** `/dev/ttyUSB0`, `COM3`. */
  readonly path: string
  /** The physical address; any, if absent. */
  readonly physical?: number
  /** Sees every frame. */
  readonly onFrame?: (frame: Frame) => void
  /** The port is gone, an adapter unplugged for example. */
  readonly onClosed?: () => void
}

/** Serves a device in HDLC over a serial port. Throws TransportError when the port cannot be had. */
export async function serveSerial(options: SerialServiceOptions): Promise<{ close(): Promise<void> }> {
  // Only who has a serial port needs the native code behind it.
  const { openSerialLine } = await import('../media/serial-line.ts')
  const { physical, onFrame, onClosed } = options
  return new HdlcStation(await openSerialLine(options), {
    ...{ service: options, physical },
    ...(onFrame && { onFrame }),
    ...(onClosed && { onClosed }),
  })
}
