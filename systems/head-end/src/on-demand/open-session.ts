import { randomBytes } from 'node:crypto'
import { type ClientSettings, type CounterRange, conformanceOf, Suite0 } from '@ferraris/dlms'
import { DlmsSession, type Frame, type MeterUri, parseMeterUri } from '@ferraris/transport'
import type { Lease } from '../collection/queue.ts'
import { SessionFailure } from './reader.ts'

/** How long the connection, and each answer, may take; milliseconds. */
const patience = 10_000
/** An object list of some hundred objects is the longest that is read on demand. */
const longestResponse = 1_000_000

const conformance = conformanceOf(
  'get',
  'action',
  'selective-access',
  'multiple-references',
  'block-transfer-with-get-or-read',
)

/** Opens a session with a leased device, as the client that its URI names. Throws what a session throws. */
export function openSession(
  lease: Lease,
  counters: CounterRange,
  systemTitle: Uint8Array,
  onFrame: (frame: Frame) => void,
): Promise<DlmsSession> {
  const uri = parseMeterUri(lease.uri)
  return DlmsSession.open({
    host: uri.host,
    port: uri.port,
    client: uri.client,
    server: uri.server,
    settings: { ...settingsOf(uri, lease, systemTitle), ...limits },
    counters,
    timeout: patience,
    onFrame,
  })
}

const limits = {
  proposedConformance: conformance,
  maxReceivePduSize: 0xffff,
  maxResponseLength: longestResponse,
}

function settingsOf(
  { auth, client }: MeterUri,
  { keys, serial }: Lease,
  systemTitle: Uint8Array,
): Pick<ClientSettings, 'authentication' | 'security'> {
  if (auth === 'none') return { authentication: { mechanism: 'none' } }
  const own = keys.get(client)
  if (auth !== 'gmac' || own === undefined) {
    const lack = auth === 'gmac' ? `no keys of client ${client}` : `no way to sign in with auth=${auth}`
    throw new SessionFailure(
      'not-callable',
      'inventory',
      `${serial} has ${lack}; enrol it with gmac and keys`,
    )
  }
  return {
    authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
    security: {
      systemTitle,
      keys: new Suite0(own.guek.octets(), own.gak.octets()),
      protection: { authenticated: true, encrypted: true },
    },
  }
}
