import { decodeData, obis } from '@ferraris/cosem'
import { DlmsError } from '@ferraris/dlms'
import {
  type DlmsSession,
  describePlace,
  type Frame,
  type MeterUri,
  openDlms,
  parseMeterUri,
} from '@ferraris/transport'
import { Refusal } from '../../errors.ts'
import type { KeyOptions } from '../../keys/find-secret.ts'
import { type TlsOptions, tlsIdentity } from './tls-files.ts'
import { say } from '../../terminal/say.ts'
import { style } from '../../terminal/style.ts'
import { type AssociationTerms, termsSource } from './association-terms.ts'
import { clientName, parseClient, publicClient } from './clients.ts'

export interface ConnectOptions extends KeyOptions, TlsOptions {
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
}

/** A counter so near to the end that only a mistake, or somebody who wants to lock us out, can have named it. */
const suspiciousCounter = 0xf000_0000

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
  const session = await associate(uri, options)
  try {
    const result = await work({ uri, session })
    await session.release()
    return result
  } finally {
    await session.close()
  }
}

/** The URI with another client: who it is decides how it proves itself. */
export function partyOf(uri: MeterUri, client: string | undefined): MeterUri {
  if (client === undefined) return uri
  const address = parseClient(client)
  if (address === uri.client) return uri
  return { ...uri, client: address, auth: address === publicClient ? 'none' : 'gmac' }
}

/** Associates; where the meter has seen our counters already, once more with others. */
async function associate(uri: MeterUri, options: ConnectOptions): Promise<DlmsSession> {
  const terms = await termsSource(uri, options)
  try {
    return await open(uri, options, await terms.next())
  } catch (error) {
    if (!(error instanceof DlmsError) || terms.source === undefined) throw error
    if (error.code !== 'counter-refused') throw named(error, uri, terms.device, terms.source)
    // The exception is not authenticated and anybody may have sent it: the meter's own object is asked.
    const seen = await readCounter(uri, options)
    say(style.quiet(`The meter has seen counter ${seen} of client ${uri.client}; going on above it.`))
    return await open(uri, options, await terms.next(seen + 1))
  }
}

/** The highest counter the meter accepted from a client, as it tells everybody (`0.0.43.1.x.255`). */
async function readCounter(uri: MeterUri, options: ConnectOptions): Promise<number> {
  const everybody = { ...uri, client: publicClient, auth: 'none' } as const
  const session = await open(everybody, options, await (await termsSource(everybody, options)).next())
  try {
    // One object a client, numbered by its address; meters with a single one number it 0.
    for (const group of [uri.client, 0]) {
      const [result] = await session.get({ classId: 1, obis: obis(`0.0.43.1.${group}.255`), attribute: 2 })
      if (result?.kind !== 'data') continue
      const counter = decodeData(result.data)
      if (counter.type !== 'double-long-unsigned') continue
      if (counter.value >= suspiciousCounter) {
        const message = `the meter claims to have seen counter ${counter.value} of client ${uri.client}, nearly the last one`
        throw new Refusal(
          'security',
          'counter-suspicious',
          `${message}; check who answers there, or give it new keys`,
        )
      }
      return counter.value
    }
    const message = `the meter refused our invocation counter and does not tell the one it has seen of client ${uri.client}`
    throw new Refusal('security', 'counter-unknown', message)
  } finally {
    await session.close()
  }
}

function open(uri: MeterUri, options: ConnectOptions, terms: AssociationTerms): Promise<DlmsSession> {
  const { timeout, frames } = options
  const onFrame = frames ? printFrame : undefined
  return openDlms(uri, { ...terms, timeout: timeout * 1000, onFrame, tls: tlsIdentity(options) })
}

/** Shows a frame to people. */
export function printFrame({ direction, octets }: Frame): void {
  say(style.quiet(`${direction === 'sent' ? '→' : '←'} ${Buffer.from(octets).toString('hex')}`))
}

/** Says of whom an error of the association speaks: which meter, which client, which keys. */
function named(error: DlmsError, uri: MeterUri, device: string | undefined, source: string): Error {
  const meter = device ?? describePlace(uri)
  const who = `meter ${meter}, client ${uri.client} (${clientName(uri.client)}), keys from ${source}`
  return new Refusal('association', error.code, `${who}: ${error.message}`, { cause: error })
}
