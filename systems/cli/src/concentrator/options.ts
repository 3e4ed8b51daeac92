import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HeadEndPlace } from '@ferraris/concentrator'
import { type Zone, zone } from '@ferraris/cosem'
import { MeterUriError, ntpPort, parseMeterUri } from '@ferraris/transport'
import { InputError } from '../errors.ts'
import { dataFolder } from '../keys/data-folder.ts'
import type { LocalPorts } from './local-ports.ts'
import type { TimeServer } from './own-clock.ts'

/** What a person may say about any concentrator. */
export interface CallingFlags {
  readonly name: string
  readonly broker: string
  readonly tunnel?: string
  readonly smitp?: string
  readonly ca?: string
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly data?: string
  readonly json?: boolean
}

/** What a person may say about a concentrator on a modem. */
export interface ConcentratorFlags extends CallingFlags {
  readonly substation?: string
  readonly kek?: string
  readonly timeZone: string
  /** Time server, host or host:port. */
  readonly ntp?: string
  /** Local ports for field devices: a serial port with an optical head, and address:port of Ethernet. */
  readonly optical?: string
  readonly local?: string
}

const modemForm = 'write serial:///dev/ttyUSB0?baud=57600'

/** The serial port of a modem; 57600 8N1 unless told otherwise. Throws InputError. */
export function modemPlace(text: string) {
  const baud = /[?&]baud=/.test(text) ? '' : `${text.includes('?') ? '&' : '?'}baud=57600`
  try {
    const uri = parseMeterUri(`dlms+${text}${baud}`)
    if (uri.medium === 'serial') {
      const { path, baud, bits, parity, stop } = uri
      return { path, baud, bits, parity, stop }
    }
  } catch (error) {
    if (!(error instanceof MeterUriError)) throw error
    throw new InputError('modem', error.message.replace('meter URI, ', ''), modemForm, { cause: error })
  }
  throw new InputError('modem', 'is no serial port', modemForm)
}

/** Where it calls in. Its password comes from FERRARIS_CONCENTRATOR_CREDENTIAL. Throws InputError. */
export function headEndPlace(
  { broker, tunnel, smitp, ca, tlsCert, tlsKey }: CallingFlags,
  environment: NodeJS.ProcessEnv = process.env,
): HeadEndPlace {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    const [there, missing] = tlsCert === undefined ? ['--tls-key', '--tls-cert'] : ['--tls-cert', '--tls-key']
    throw new InputError(missing, `is missing beside ${there}`, 'give both')
  }
  if (tunnel !== undefined && smitp !== undefined)
    throw new InputError('--smitp', 'and --tunnel exclude each other', 'give one of the two')
  const credential = environment.FERRARIS_CONCENTRATOR_CREDENTIAL
  return {
    broker,
    ...(tunnel !== undefined && { tunnel: addressOf('--tunnel', tunnel) }),
    ...(smitp !== undefined && {
      tunnel: { ...addressOf('--smitp', smitp), signIn: 'certificate' as const },
    }),
    ...(credential !== undefined && { credential }),
    ...(tlsCert !== undefined &&
      tlsKey !== undefined && {
        tls: {
          cert: textOf('--tls-cert', tlsCert),
          key: textOf('--tls-key', tlsKey),
          ...(ca !== undefined && { ca: textOf('--ca', ca) }),
        },
      }),
  }
}

/** Where it keeps its store, and the key that wraps what is secret in it. */
export function concentratorFiles({ data, kek, name }: ConcentratorFlags) {
  const folder = dataFolder(data)
  return {
    folder,
    store: join(folder, `concentrator-${name}.sqlite`),
    kek: kek ?? join(folder, 'concentrator.kek'),
  }
}

/** Throws InputError. */
export function zoneOf({ timeZone }: ConcentratorFlags): Zone {
  try {
    return zone(timeZone)
  } catch (cause) {
    throw new InputError('--time-zone', 'is not known', 'write an IANA name, for example Europe/Rome', {
      cause,
    })
  }
}

/** Where the time comes from; undefined where that of the machine is taken as it is. Throws InputError. */
export function timeServer({ ntp }: ConcentratorFlags): TimeServer | undefined {
  if (ntp === undefined) return undefined
  const [, inBrackets, plain, port] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9.-]+))(?::(\d{1,5}))?$/.exec(ntp) ?? []
  const host = inBrackets ?? plain
  if (host === undefined || Number(port ?? ntpPort) > 65_535)
    throw new InputError('--ntp', 'is no address', 'write time.example or 192.0.2.1:123')
  return { host, port: Number(port ?? ntpPort) }
}

/** Throws InputError. */
export function localPorts({ optical, local }: ConcentratorFlags): LocalPorts {
  return {
    ...(optical !== undefined && { optical }),
    ...(local !== undefined && { ethernet: addressOf('--local', local) }),
  }
}

/** Throws InputError. */
function addressOf(option: string, text: string): { host: string; port: number } {
  const [, host, port] = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(text) ?? []
  if (host === undefined) throw new InputError(option, 'is no address', 'write host:port')
  return { host, port: Number(port) }
}

function textOf(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause)
    throw new InputError(option, `${path} cannot be read (${reason})`, 'name a file in PEM form', { cause })
  }
}
