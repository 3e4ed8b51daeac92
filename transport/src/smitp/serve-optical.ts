import type { OpeningServerSettings } from '@ferraris/iec62056-21/opening'
import { disciplines, type MacFrame } from '@ferraris/smitp/mac'
import { ModeELine } from '../listen/mode-e-line.ts'
import type { OctetLine } from '../media/octet-line.ts'
import { openSerial } from '../media/open-serial.ts'
import { openingLine } from '../media/opening-port.ts'
import { OpticalPort } from './optical-port.ts'
import { SmitpAccess, type SmitpService } from './smitp-service.ts'

interface OpticalServiceOptions {
  readonly service: SmitpService
  /** The serial port with the optical head: `/dev/ttyUSB0`, `COM3`. */
  readonly path: string
  /** How the meter shows itself in an opening. */
  readonly identification: OpeningServerSettings['identification']
  /** The port is gone, an adapter unplugged for example. */
  readonly onClosed?: () => void
}

/** Silence after an opening that ends it: the meter goes back to sleep, milliseconds. */
const inactivity = 10_000

/** Serves a meter on its optical port. Throws TransportError when the port cannot be had. */
export async function serveOptical(options: OpticalServiceOptions): Promise<{ close(): Promise<void> }> {
  const opening: OpeningServerSettings = {
    identification: options.identification,
    address: '',
    protocols: ['smitp'],
    readout: () => new Uint8Array(),
  }
  const port = await openSerial({ path: options.path, ...openingLine })
  return serveBehindOpening(new ModeELine(port, opening, inactivity), options)
}

function serveBehindOpening(
  line: OctetLine & { rest(): void },
  { service, onClosed }: OpticalServiceOptions,
): { close(): Promise<void> } {
  // Associations end with the session: the next one may be another client's.
  let access = new SmitpAccess(service)
  const end = () => {
    access = new SmitpAccess(service)
    line.rest()
  }
  const port = new OpticalPort(line, {
    onFrame: frame => {
      try {
        answer(frame)
      } catch (error) {
        end()
        service.onFailure(error)
      }
    },
    onLeave: end,
    onClosed: () => onClosed?.(),
  })

  function answer({ address, route, discipline, control, ...lsdu }: MacFrame): void {
    if (address !== service.aca || route.length > 0 || control.response) return
    const { maxResponse } = disciplines[discipline]
    const found = access.answer({ ...lsdu, segmented: control.segmented }, maxResponse)
    if (found === undefined || !control.poll || maxResponse === 0) return
    const { dsap, ecc, segmented = false } = found
    const back = { ...control, poll: false, response: true, segmented }
    port.send({ address, route, discipline, control: back, dsap, ecc, lsdu: found.lsdu })
  }

  return {
    async close() {
      port.stop()
      await line.close()
    },
  }
}
