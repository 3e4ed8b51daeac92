import { randomBytes } from 'node:crypto'
import {
  type AssociationTerms,
  associationSettings,
  type ConnectionPlan,
  connectionPlan,
  plainSettings,
} from '@ferraris/client'
import { describePlace, type MeterUri } from '@ferraris/transport'
import { CounterFile } from '../../keys/counter-file.ts'
import { type FoundSecret, findSecret, type KeyOptions } from '../../keys/find-secret.ts'

/** Makes terms for association after association with one meter as one client. Each has fresh challenges and counters. */
interface TermsSource {
  /** Where the secrets come from, for messages; undefined for a client without any. */
  readonly source: string | undefined
  readonly device: string | undefined
  next(atLeast?: number): Promise<AssociationTerms>
}

/** Finds the secrets that the URI asks for. Throws InputError. */
export async function termsSource(uri: MeterUri, options: KeyOptions): Promise<TermsSource> {
  const plan = connectionPlan(uri)
  if (uri.auth === 'none') {
    const settings = plainSettings(plan, plan.maxApdu)
    return { source: undefined, device: uri.device, next: async () => ({ settings }) }
  }
  const found = await findSecret(uri, options)
  const device = uri.device ?? found.device
  const name = device ?? describePlace(uri)
  return { source: found.source, device, next: atLeast => termsWith(plan, name, found, atLeast) }
}

/** Reserves counters where messages are protected, and where a title is part of the proof. */
async function termsWith(
  plan: ConnectionPlan,
  name: string,
  { secret, folder }: FoundSecret,
  atLeast?: number,
): Promise<AssociationTerms> {
  const { maxApdu } = plan
  const settings = (systemTitle: Uint8Array | undefined) =>
    associationSettings(plan, secret, { systemTitle, maxApdu, random: randomBytes })
  const isNamed = secret.keys !== undefined || plan.auth === 'sha256' || plan.auth === 'ecdsa'
  if (!isNamed) return { settings: settings(undefined) }
  const file = folder === undefined ? CounterFile.ofUser() : new CounterFile(folder)
  const { systemTitle, range, isFirst } = await file.reserve(name, plan.client, atLeast)
  const title = secret.clientTitle ?? systemTitle
  return { settings: settings(title), counters: range, isFirstContact: isFirst }
}
