import { defined } from '@ferraris/bytes'
import type { Subject } from '@ferraris/conformance'
import { msOf } from '@ferraris/metering'
import { describePlace, type MeterUri, openLink } from '@ferraris/transport'
import type { KeyOptions } from '../keys/find-secret.ts'
import { termsSource } from '../meter/open/association-terms.ts'
import { publicClient } from '../meter/open/clients.ts'

interface SubjectOptions extends KeyOptions {
  /** Seconds. */
  readonly timeout: number
  /** Seconds. */
  readonly silence: number
}

/** The meter behind a URI as subject of a test plan. Throws InputError where its keys are missing. */
export async function meterSubject(uri: MeterUri, options: SubjectOptions): Promise<Subject> {
  const unsecured = { ...uri, client: uri.auth === 'none' ? uri.client : publicClient, auth: 'none' } as const
  const sources = new Map([
    [unsecured.client, await termsSource(unsecured, options)],
    ...(uri.auth === 'none' ? [] : ([[uri.client, await termsSource(uri, options)]] as const)),
  ])
  return {
    name: describePlace(uri),
    publicClient: unsecured.client,
    ...(uri.auth !== 'none' && { securedClient: uri.client }),
    silenceMs: msOf(options.silence),
    openLink: (client, onFrame) =>
      openLink({ ...uri, client }, { timeoutMs: msOf(options.timeout), onFrame }),
    termsOf: client => defined(sources.get(client), `the terms of client ${client}`).next(),
  }
}
