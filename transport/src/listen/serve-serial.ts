import type { OpeningServerSettings } from '@ferraris/iec62056-21/opening'
import type { Frame } from '../apdu-link.ts'
import { openSerial } from '../media/open-serial.ts'
import { openingLine } from '../media/opening-port.ts'
import type { SerialSettings } from '../meter-uri/meter-uri.ts'
import type { DlmsService } from './dlms-service.ts'
import { HdlcStation } from './hdlc-station.ts'
import { ModeELine } from './mode-e-line.ts'

interface SerialServiceOptions extends DlmsService, SerialSettings {
  /** `/dev/ttyUSB0`, `COM3`. */
  readonly path: string
  /** The physical address; any, if absent. */
  readonly physical?: number
  /** The meter sleeps until it is opened in mode E of IEC 62056-21; the port is at 300 baud then. */
  readonly opening?: OpeningServerSettings
  /** Sees every frame. */
  readonly onFrame?: (frame: Frame) => void
  /** The port is gone, an adapter unplugged for example. */
  readonly onClosed?: () => void
}

/** Serves a device in HDLC over a serial port. Throws TransportError when the port cannot be had. */
export async function serveSerial(options: SerialServiceOptions): Promise<{ close(): Promise<void> }> {
  const { physical, onFrame, onClosed } = options
  const station = {
    service: options,
    physical,
    ...(onFrame && { onFrame }),
    ...(onClosed && { onClosed }),
  }
  if (options.opening === undefined) return new HdlcStation(await openSerial(options), station)
  const line = new ModeELine(await openSerial({ path: options.path, ...openingLine }), options.opening)
  return new HdlcStation(line, { ...station, onEnded: () => line.rest() })
}
