import type { ClientSettings, CounterRange } from '@ferraris/dlms/client'
import { describePlace, type MeterUri } from '@ferraris/transport'
import { CounterFile } from '../../keys/counter-file.ts'
import { type FoundSecret, findSecret, type KeyOptions } from '../../keys/find-secret.ts'
import { authenticationOf, limitsOf, securityOf } from './client-settings.ts'

/** Settings of one association, with counters that are its alone. */
export interface AssociationTerms {
  readonly settings: ClientSettings
  readonly counters?: CounterRange
}

/** Makes terms for association after association with one meter as one client. Each has fresh challenges and counters. */
export interface TermsSource {
  /** Where the secrets come from, for messages; undefined for a client without any. */
  readonly source: string | undefined
  readonly device: string | undefined
  next(atLeast?: number): Promise<AssociationTerms>
}

/** Finds the secrets that the URI asks for. Throws InputError. */
export async function termsSource(uri: MeterUri, options: KeyOptions): Promise<TermsSource> {
  if (uri.auth === 'none') {
    const settings: ClientSettings = { authentication: { mechanism: 'none' }, ...limitsOf(uri) }
    return { source: undefined, device: uri.device, next: async () => ({ settings }) }
  }
  const found = await findSecret(uri, options)
  const device = uri.device ?? found.device
  const named = { ...uri, ...(device && { device }) }
  return { source: found.source, device, next: atLeast => termsWith(named, found, atLeast) }
}

/** Reserves counters where messages are protected, and where a title is part of the proof. */
async function termsWith(
  uri: MeterUri,
  { secret, folder }: FoundSecret,
  atLeast?: number,
): Promise<AssociationTerms> {
  const authentication = authenticationOf(uri, secret)
  const isNamed = secret.keys !== undefined || uri.auth === 'sha256' || uri.auth === 'ecdsa'
  if (!isNamed) return { settings: { authentication, ...limitsOf(uri) } }
  const file = folder === undefined ? CounterFile.ofUser() : new CounterFile(folder)
  const name = uri.device ?? describePlace(uri)
  const { systemTitle: own, range } = await file.reserve(name, uri.client, atLeast)
  const systemTitle = secret.clientTitle ?? own
  const security = securityOf(uri, secret, systemTitle)
  const settings = { authentication, systemTitle, ...(security && { security }), ...limitsOf(uri) }
  return { settings, counters: range }
}
