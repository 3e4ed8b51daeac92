import { fromHex, HexError } from '@ferraris/bytes'
import { smitpPort } from '@ferraris/smitp/ip'
import type { HostAndPort } from '../media/tcp.ts'
import {
  type MeterUri,
  type SerialSettings,
  type UriAddressing,
  type UriGateway,
  type UriMedium,
  type UriSecurity,
  uriAuthentications,
  uriCipherings,
  uriReferencings,
} from './meter-uri.ts'
import { MeterUriError } from './meter-uri-error.ts'
import { Query, quoted } from './query.ts'
import { readAca } from './smitp-address.ts'

/** The port that IANA keeps for DLMS/COSEM (IEC 62056-4-7). */
const defaultPort = 4059
/** The public client and the management logical device, which every meter has (IEC 62056-5-3, 4.6). */
const publicClient = 16
const managementLogicalDevice = 1

const example = 'dlms+tcp://10.1.2.3:4059?client=2&server=1&auth=gmac&device=FER00000001'
const serialExample = 'dlms+serial:///dev/ttyUSB0?baud=9600&client=16&server=1'

const media = {
  'dlms+tcp:': 'tcp',
  'dlms+udp:': 'udp',
  'dlms+tls:': 'tls',
  'dlms+serial:': 'serial',
} as const

/** Every parameter, and to what it belongs where that is not every meter. */
const parameters = {
  framing: 'dlms+tcp, dlms+tls and dlms+udp',
  client: '',
  server: '',
  aca: 'framing=smitp',
  physical: 'framing=hdlc',
  'address-octets': 'framing=hdlc',
  info: 'framing=hdlc',
  window: 'framing=hdlc',
  snrm: 'framing=hdlc',
  opening: 'framing=hdlc',
  'opening-address': 'opening=mode-e',
  'opening-baud': 'opening=mode-e',
  gateway: '',
  baud: 'dlms+serial',
  bits: 'dlms+serial',
  parity: 'dlms+serial',
  stop: 'dlms+serial',
  auth: '',
  referencing: '',
  suite: '',
  ciphering: '',
  device: '',
}

/** Reads a meter URI; every part but host or port has a default. Throws {@link MeterUriError}. */
export function parseMeterUri(text: string): MeterUri {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (url === undefined) throw new MeterUriError('form', `is not that of a URI; write ${example}`)
  const query = new Query(url.searchParams)
  const medium = readScheme(url)
  checkRest(url)
  const security = readSecurity(query)
  const addressing = readAddressing(query, medium, security.device)
  const uri = { ...readPlace(url, query, medium, addressing), ...addressing, ...security }
  query.finish(parameters)
  return uri
}

function readScheme({ protocol }: URL): UriMedium['medium'] {
  const medium = media[protocol as keyof typeof media]
  if (medium !== undefined) return medium
  if (protocol === 'smitp+g2:')
    throw new MeterUriError(
      'scheme',
      "smitp+g2 names a meter on a power line, which only its concentrator reaches; read it through the head-end: 'Read now' on its page in the console, or an order over REST",
    )
  throw new MeterUriError(
    'scheme',
    `${protocol.slice(0, -1)} is not known; begin with dlms+tcp://, dlms+udp://, dlms+tls:// or dlms+serial://`,
  )
}

function readPlace(
  url: URL,
  query: Query,
  medium: UriMedium['medium'],
  { framing, opening }: UriAddressing,
): UriMedium {
  if (medium === 'serial') return { medium, path: readPath(url), ...readLine(query, opening) }
  return { medium, ...readHost(url, framing === 'smitp' ? smitpPort : defaultPort, example) }
}

/** Host and port; `example` is a whole URI that has them. */
export function readHost(url: URL, defaultPort: number, example: string): HostAndPort {
  if (url.hostname === '') throw new MeterUriError('host', `is missing; write ${example}`)
  if (url.port === '0')
    throw new MeterUriError('port', '0 cannot be called; write the port the meter listens on')
  if (url.pathname !== '' && url.pathname !== '/') {
    throw new MeterUriError('path', `${quoted(url.pathname)} means nothing; parameters begin with ?`)
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { host, port: url.port === '' ? defaultPort : Number(url.port) }
}

/** `/dev/ttyUSB0` of dlms+serial:///dev/ttyUSB0, `COM3` of dlms+serial://COM3. */
export function readPath({ hostname, pathname, port }: URL): string {
  const path = decoded(hostname) + decoded(pathname)
  if (path === '' || path === '/' || port !== '')
    throw new MeterUriError('path', `names no serial port; write ${serialExample}`)
  return path
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new MeterUriError('path', `${quoted(text)} is not percent-encoded; write ${serialExample}`)
  }
}

/** A meter that is to be woken listens at 300 baud (IEC 62056-21, 6.3.2), whatever speed follows. */
function readLine(query: Query, opening: UriAddressing['opening']): SerialSettings {
  return {
    baud: query.number('baud', 50, 4_000_000, 9600) ?? (opening === undefined ? 9600 : 300),
    bits: query.oneOf('bits', [7, 8]) ?? 8,
    parity: query.choice('parity', ['none', 'even', 'odd']) ?? 'none',
    stop: query.oneOf('stop', [1, 2]) ?? 1,
  }
}

/** Refuses what a meter URI has no place for. */
export function checkRest(url: URL): void {
  if (url.username !== '' || url.password !== '') {
    throw new MeterUriError('user', 'secrets do not belong into a URI; give them in a key file')
  }
  if (url.hash !== '') throw new MeterUriError('fragment', `${quoted(url.hash)} means nothing; leave it out`)
}

function readAddressing(
  query: Query,
  medium: UriMedium['medium'],
  device: string | undefined,
): UriAddressing {
  const framing = readFraming(query, medium)
  if (framing === 'smitp') {
    return {
      framing,
      client: query.number('client', 1, 0xff, publicClient) ?? publicClient,
      server: query.number('server', 1, 0xff, managementLogicalDevice) ?? managementLogicalDevice,
      aca: readAca(query, device),
      ...(medium === 'serial' && { opening: 'mode-e' as const }),
    }
  }
  const gateway = readGateway(query)
  if (framing === 'wrapper') {
    return {
      framing,
      client: query.number('client', 1, 0xffff, publicClient) ?? publicClient,
      server: query.number('server', 1, 0xffff, managementLogicalDevice) ?? managementLogicalDevice,
      ...(gateway && { gateway }),
    }
  }
  return {
    framing,
    client: query.number('client', 1, 0x7f, publicClient) ?? publicClient,
    ...readServerAddress(query),
    ...defined('info', query.number('info', 1, 2030, 1024)),
    ...defined('window', query.number('window', 1, 7, 7)),
    ...defined('snrm', query.choice('snrm', ['empty'])),
    ...readOpening(query),
    ...(gateway && { gateway }),
  }
}

/** How a meter is woken: by its address, and up to which speed. */
function readOpening(query: Query): Pick<UriAddressing, 'opening' | 'openingAddress' | 'openingBaud'> {
  const opening = query.choice('opening', ['mode-e'])
  if (opening === undefined) return {}
  return { opening, ...readOpeningTerms(query) }
}

const openingSpeeds = [300, 600, 1200, 2400, 4800, 9600, 19_200] as const

/** What an opening may say besides (IEC 62056-21, 6.3.1 and 6.3.14, item 13). */
export function readOpeningTerms(query: Query): { openingAddress?: string; openingBaud?: number } {
  const address = query.take('opening-address')
  if (address !== undefined && !/^[0-9A-Za-z ]{1,32}$/.test(address))
    throw new MeterUriError('opening-address', 'is no address; write at most 32 letters and digits')
  return {
    ...defined('openingAddress', address),
    ...defined('openingBaud', query.oneOf('opening-baud', openingSpeeds)),
  }
}

function readFraming(query: Query, medium: UriMedium['medium']): UriAddressing['framing'] {
  const framing = query.choice('framing', ['wrapper', 'hdlc', 'smitp'])
  if (medium === 'tls' && framing !== 'smitp')
    throw new MeterUriError('framing', 'TLS carries framing=smitp; write that')
  if (medium === 'udp' && framing === 'smitp')
    throw new MeterUriError('framing', 'SMITP goes over TCP, TLS and serial ports; write dlms+tcp://')
  if (medium === 'serial' && framing === 'wrapper')
    throw new MeterUriError('framing', 'serial ports carry framing=hdlc; write that, or leave it out')
  if (medium === 'udp' && framing === 'hdlc')
    throw new MeterUriError('framing', 'UDP carries framing=wrapper; write that, or leave it out')
  return framing ?? (medium === 'serial' ? 'hdlc' : 'wrapper')
}

/** The numbers of an HDLC server address, and the octets that hold them (IEC 62056-46, 6.4.2.3). */
function readServerAddress(query: Query): Pick<UriAddressing, 'server' | 'physical' | 'addressOctets'> {
  const addressOctets = query.oneOf('address-octets', [1, 2, 4])
  const most = addressOctets === undefined || addressOctets === 4 ? 0x3fff : 0x7f
  const server = query.number('server', 1, most, managementLogicalDevice) ?? managementLogicalDevice
  const physical = query.number('physical', 0, most, 17)
  if (addressOctets === 1 && physical !== undefined) {
    throw new MeterUriError('physical', 'has no room in an address of one octet; write address-octets=2')
  }
  return { server, ...defined('physical', physical), ...defined('addressOctets', addressOctets) }
}

function readGateway(query: Query): UriGateway | undefined {
  const text = query.take('gateway')
  if (text === undefined) return undefined
  const [, network, address] = /^(\d{1,3}):([0-9a-f]+)$/i.exec(text) ?? []
  const networkId = Number(network)
  try {
    if (address !== undefined && networkId <= 0xff) return { networkId, physicalDevice: fromHex(address) }
  } catch (error) {
    if (!(error instanceof HexError)) throw error
  }
  throw new MeterUriError(
    'gateway',
    `${quoted(text)} is no network and address; write for example gateway=1:1234567890abcdef`,
  )
}

function readSecurity(query: Query): UriSecurity {
  const auth = query.choice('auth', uriAuthentications) ?? 'none'
  const device = query.take('device')
  if (device === '') throw new MeterUriError('device', 'is empty; write the serial number, or leave it out')
  return {
    auth,
    ...defined('referencing', query.choice('referencing', uriReferencings)),
    ...defined('suite', query.oneOf('suite', [0, 1, 2])),
    ...defined('ciphering', query.choice('ciphering', uriCipherings)),
    ...defined('device', device),
  }
}

/** A member that is there only where its value is. */
export function defined<const N extends string, T>(name: N, value: T | undefined): { [K in N]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [K in N]: T })
}
