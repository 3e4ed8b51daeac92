import { quantityOf, rawNumber, scalerUnitOf } from '@ferraris/client'
import type { LogicalDevice } from '@ferraris/dlms/server'
import { encodeReadout } from '@ferraris/iec62056-21'
import { msPerMinute } from '@ferraris/metering'
import {
  type DlmsService,
  listenDlms,
  listenDlmsUdp,
  type MeterPlace,
  serveSerial,
  TransportError,
} from '@ferraris/transport'
import { InputError, ProcessError } from '../../errors.ts'
import { ownRegisters } from './own-registers.ts'

/** The media that a virtual meter can be served on. */
export interface ServeOptions {
  readonly host: string
  readonly port: number
  readonly framing?: 'wrapper' | 'hdlc'
  readonly udp?: boolean
  /** A serial port instead of the network. */
  readonly serialPort?: string
  readonly baud?: number
  readonly modeE?: boolean
  readonly physical?: number
}

export interface Served {
  /** How clients reach it; the caller adds client and authentication. */
  readonly place: MeterPlace
  close(): Promise<void>
}

const connections = 64
const idleTimeoutMs = msPerMinute

/** Serves a meter where the options say. Throws InputError and ProcessError. */
export async function serveMeter(service: DlmsService, options: ServeOptions): Promise<Served> {
  check(options)
  const { host, port } = options
  try {
    if (options.serialPort !== undefined) return await onSerialPort(service, options.serialPort, options)
    const listener = options.udp
      ? await listenDlmsUdp({ ...service, host, port, maxPeers: connections })
      : await listenDlms({ ...service, ...options, maxConnections: connections, idleTimeoutMs })
    const { server } = service
    const at = { host, port: listener.port, client: 16, server } as const
    const place: MeterPlace = options.udp
      ? { medium: 'udp', framing: 'wrapper', ...at }
      : { medium: 'tcp', framing: options.framing ?? 'wrapper', ...at, ...physicalOf(options) }
    return { place, close: () => listener.close() }
  } catch (error) {
    throw error instanceof TransportError ? error : unusable(options, error as NodeJS.ErrnoException)
  }
}

function physicalOf({ physical }: ServeOptions) {
  return physical === undefined ? {} : { physical }
}

async function onSerialPort(service: DlmsService, path: string, options: ServeOptions): Promise<Served> {
  const line = { baud: options.baud ?? 9600, bits: 8, parity: 'none', stop: 1 } as const
  const opening = options.modeE ? sleeping(line.baud, service.settings.device) : undefined
  const port = await serveSerial({
    ...service,
    path,
    ...line,
    ...physicalOf(options),
    ...(opening && { opening }),
  })
  const place: MeterPlace = {
    medium: 'serial',
    path,
    ...line,
    framing: 'hdlc',
    client: 16,
    server: service.server,
    ...physicalOf(options),
    ...(options.modeE && { baud: 300, opening: 'mode-e' as const }),
  }
  return { place, close: () => port.close() }
}

/** Speeds that an identification can name (IEC 62056-21, 6.3.14), and the character of each. */
const speeds = [300, 600, 1200, 2400, 4800, 9600, 19200]

function sleeping(baud: number, device: LogicalDevice) {
  return {
    identification: {
      manufacturer: 'FER',
      baudCharacter: String(speeds.indexOf(baud)),
      capabilities: '2',
      identification: 'FERRARIS',
    },
    address: '',
    protocols: ['hdlc' as const],
    readout: () => readoutOf(device),
  }
}

/** The registers of a meter as it reads them out in mode C. */
function readoutOf(device: LogicalDevice): Uint8Array {
  return encodeReadout(
    ownRegisters(device).map(({ obis, value, scalerUnit }) => {
      const [a, b, c, d, e] = obis.split('.')
      const { text, unit } = quantityOf(rawNumber(value) ?? 0, scalerUnitOf(scalerUnit))
      return [{ address: `${a}-${b}:${c}.${d}.${e}`, values: [{ value: text, unit }] }]
    }),
  )
}

function check({ framing, udp, serialPort, baud, modeE, physical }: ServeOptions): void {
  if (udp && (framing === 'hdlc' || serialPort !== undefined))
    throw new InputError(
      '--udp',
      'carries the wrapper, on the network',
      'leave out --framing hdlc and --serial-port',
    )
  if (serialPort !== undefined && framing === 'wrapper')
    throw new InputError('--framing', 'of a serial port is hdlc', 'leave it out')
  if (serialPort === undefined && (modeE || baud !== undefined))
    throw new InputError(
      modeE ? '--mode-e' : '--baud',
      'is for serial ports',
      'name the port with --serial-port',
    )
  if (modeE && baud !== undefined && !speeds.includes(baud))
    throw new InputError(
      '--baud',
      `${baud} cannot be named in an opening`,
      `write one of ${speeds.join(', ')}`,
    )
  if (physical !== undefined && serialPort === undefined && framing !== 'hdlc')
    throw new InputError('--physical', 'belongs to HDLC', 'add --framing hdlc')
}

function unusable({ host, port, udp }: ServeOptions, error: NodeJS.ErrnoException): Error {
  if (error.syscall === undefined) return error
  const inUse = error.code === 'EADDRINUSE'
  const advice = inUse ? '; choose another with --port, or let the system choose with --port 0' : ''
  const where = `${udp ? 'UDP ' : ''}${host}:${port}`
  return new ProcessError('port-unusable', `cannot listen at ${where}: ${error.code}${advice}`, {
    cause: error,
  })
}
