import { connectionPlan, DlmsMeter, openAssociation, publicClient } from '@ferraris/client'
import { DlmsError } from '@ferraris/dlms'
import { defineErrors } from '@ferraris/errors'
import { msOf } from '@ferraris/metering'
import {
  type DlmsSession,
  describePlace,
  type Frame,
  type MeterUri,
  parseMeterUri,
} from '@ferraris/transport'
import type { KeyOptions } from '../../keys/find-secret.ts'
import { say } from '../../terminal/say.ts'
import { style } from '../../terminal/style.ts'
import { asRefusal } from './as-refusal.ts'
import { termsSource } from './association-terms.ts'
import { clientName, parseClient } from './clients.ts'
import { objectCacheOf } from './object-cache-file.ts'
import { type QuirkOptions, quirksFrom } from './quirk-options.ts'
import { type TlsOptions, tlsIdentity } from './tls-files.ts'
import { type ZoneOptions, zoneOf } from './zone-option.ts'

export interface ConnectOptions extends KeyOptions, TlsOptions, ZoneOptions, QuirkOptions {
  /** Name or address of the client, instead of the one in the URI. */
  readonly client?: string
  /** Seconds. */
  readonly timeout: number
  /** Print every frame to stderr. */
  readonly frames?: boolean
}

/** A meter that listens to us. */
export interface OpenMeter {
  readonly uri: MeterUri
  readonly session: DlmsSession
  readonly meter: DlmsMeter
}

/**
 * Associates with a meter, does the work and releases. Throws what the work throws; DlmsError and TransportError of the
 * association come with the names of device and client.
 */
export async function withMeter<T>(
  text: string,
  options: ConnectOptions,
  work: (meter: OpenMeter) => Promise<T>,
): Promise<T> {
  const uri = partyOf(parseMeterUri(text), options.client)
  try {
    const session = await associate(uri, options)
    try {
      const terms = { zone: zoneOf(options), quirks: quirksFrom(options), cache: objectCacheOf(uri) }
      const result = await work({ uri, session, meter: new DlmsMeter(session, terms) })
      await session.release()
      return result
    } finally {
      await session.close()
    }
  } catch (error) {
    throw asRefusal(error, uri.client)
  }
}

/** The URI with another client: the client decides the authentication. */
export function partyOf(uri: MeterUri, client: string | undefined): MeterUri {
  if (client === undefined) return uri
  const address = parseClient(client)
  if (address === uri.client) return uri
  return { ...uri, client: address, auth: address === publicClient ? 'none' : 'gmac' }
}

/** Associates; where the meter has seen our counters already, once more with others. */
async function associate(uri: MeterUri, options: ConnectOptions): Promise<DlmsSession> {
  const { source, device, next } = await termsSource(uri, options)
  try {
    return await openAssociation(connectionPlan(uri), {
      timeoutMs: msOf(options.timeout),
      onFrame: options.frames ? printFrame : undefined,
      tls: tlsIdentity(options),
      terms: next,
      onCounterSeen: seen =>
        say(style.quiet(`The meter has seen counter ${seen} of client ${uri.client}; going on above it.`)),
    })
  } catch (error) {
    if (!(error instanceof DlmsError) || source === undefined) throw error
    throw named(error, uri, device, source)
  }
}

/** Shows a frame to people. */
export function printFrame({ direction, octets }: Frame): void {
  say(style.quiet(`${direction === 'sent' ? '→' : '←'} ${Buffer.from(octets).toString('hex')}`))
}

/** A `DlmsError` that names meter, client and keys. */
class AssociationError extends defineErrors('association', DlmsError.declarations) {}

/** Names meter, client and keys in an error of the association. */
function named(error: DlmsError, uri: MeterUri, device: string | undefined, source: string): Error {
  const meter = device ?? describePlace(uri)
  const party = `meter ${meter}, client ${uri.client} (${clientName(uri.client)}), keys from ${source}`
  return new AssociationError(error.code, `${party}: ${error.message}`, { cause: error })
}
