/** How a client proves who it is; the keys for it never stand in the URI. */
export type UriAuthentication = 'none' | 'low' | 'gmac'

const authentications: readonly UriAuthentication[] = ['none', 'low', 'gmac']

/** Where a meter is reached and as whom, for example `dlms+tcp://10.1.2.3:4059?client=2&server=1&auth=gmac`. */
export interface MeterUri {
  /** Name or address; IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** Wrapper port (service access point) of the client. */
  readonly client: number
  /** Wrapper port of the logical device. */
  readonly server: number
  readonly auth: UriAuthentication
  /** Serial number, by which keys are found; a URI may leave it out. */
  readonly device?: string
}

/** Text that is no meter URI. `parameter` names the part at fault, the message also what to write. */
export class MeterUriError extends Error {
  override readonly name = 'MeterUriError'
  readonly layer = 'uri'
  readonly code = 'meter-uri-invalid'
  readonly parameter: string

  constructor(parameter: string, detail: string) {
    super(`meter URI, ${parameter}: ${detail}`)
    this.parameter = parameter
  }
}

/** The port that IANA keeps for DLMS/COSEM (IEC 62056-4-7). */
const defaultPort = 4059
/** The public client and the management logical device, which every meter has (IEC 62056-5-3, 4.6). */
const publicClient = 16
const managementLogicalDevice = 1

const example = 'dlms+tcp://10.1.2.3:4059?client=2&server=1&auth=gmac&device=FER00000001'
const parameters = ['framing', 'client', 'server', 'auth', 'device']
/** Written in the design, spoken by no transport here. */
const schemesToCome = ['dlms+serial:', 'smitp+tcp:']

/** Reads a meter URI; every part but the host has a default. Throws {@link MeterUriError}. */
export function parseMeterUri(text: string): MeterUri {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (url === undefined) throw new MeterUriError('form', `is not that of a URI; write ${example}`)
  checkPlace(url)
  const query = readQuery(url)
  checkFraming(query.get('framing') ?? 'wrapper')
  const device = query.get('device')
  if (device === '') throw new MeterUriError('device', 'is empty; write the serial number, or leave it out')
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? defaultPort : Number(url.port),
    client: readAddress(query, 'client', publicClient),
    server: readAddress(query, 'server', managementLogicalDevice),
    auth: readAuthentication(query.get('auth') ?? 'none'),
    ...(device !== undefined && { device }),
  }
}

/** Writes a meter URI with all its parts, so that no reader depends on defaults. */
export function formatMeterUri({ host, port, client, server, auth, device }: MeterUri): string {
  const query = new URLSearchParams({ client: String(client), server: String(server), auth })
  if (device !== undefined) query.set('device', device)
  return `dlms+tcp://${host.includes(':') ? `[${host}]` : host}:${port}?${query}`
}

function checkPlace(url: URL): void {
  if (url.protocol !== 'dlms+tcp:') {
    const known = schemesToCome.includes(url.protocol) ? 'is not served yet' : 'is not known'
    throw new MeterUriError('scheme', `${url.protocol.slice(0, -1)} ${known}; begin with dlms+tcp://`)
  }
  if (url.hostname === '') throw new MeterUriError('host', `is missing; write ${example}`)
  if (url.port === '0')
    throw new MeterUriError('port', '0 cannot be called; write the port the meter listens on')
  if (url.username !== '' || url.password !== '') {
    throw new MeterUriError('user', 'secrets do not belong into a URI; give them in a key file')
  }
  if (url.pathname !== '' && url.pathname !== '/') {
    throw new MeterUriError('path', `${quoted(url.pathname)} means nothing; parameters begin with ?`)
  }
  if (url.hash !== '') throw new MeterUriError('fragment', `${quoted(url.hash)} means nothing; leave it out`)
}

function readQuery(url: URL): Map<string, string> {
  const query = new Map<string, string>()
  for (const [name, value] of url.searchParams) {
    if (!parameters.includes(name)) {
      throw new MeterUriError(name, `no such parameter; there are ${parameters.join(', ')}`)
    }
    if (query.has(name)) throw new MeterUriError(name, 'is given twice')
    query.set(name, value)
  }
  return query
}

function checkFraming(framing: string): void {
  if (framing !== 'wrapper') {
    throw new MeterUriError('framing', `${quoted(framing)} is not served over TCP; write framing=wrapper`)
  }
}

function readAddress(query: Map<string, string>, name: 'client' | 'server', standard: number): number {
  const text = query.get(name)
  if (text === undefined) return standard
  const address = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (address < 1 || address > 0xffff) {
    throw new MeterUriError(
      name,
      `${quoted(text)} is no address; write a number 1..65535, such as ${standard}`,
    )
  }
  return address
}

function readAuthentication(text: string): UriAuthentication {
  const auth = authentications.find(name => name === text)
  if (auth === undefined) {
    throw new MeterUriError('auth', `${quoted(text)} is not known; write ${authentications.join(', ')}`)
  }
  return auth
}

const quoted = (text: string): string => JSON.stringify(text)
