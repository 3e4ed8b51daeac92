import { randomBytes } from 'node:crypto'
import type { SmitpSubject } from '@ferraris/conformance'
import { msOf } from '@ferraris/metering'
import { SmitpKey } from '@ferraris/smitp/security'
import { type LinkTerms, openChannel, openSmitp, type SmitpUri } from '@ferraris/transport'
import { CounterFile } from '../keys/counter-file.ts'
import { findSmitpKeys, type KeyOptions } from '../keys/find-secret.ts'
import { counterKeeper } from '../meter/open/open-table-meter.ts'
import { type TlsOptions, tlsIdentity } from '../meter/open/tls-files.ts'

interface SubjectOptions extends KeyOptions, TlsOptions {
  /** Seconds. */
  readonly timeout: number
  /** Seconds. */
  readonly silence: number
}

/**
 * The meter with tables behind a URI as subject of a test plan. One request comes before, under the read key: where nothing
 * listens, no SMITP is spoken or the keys are not the meter's, it throws what says so. Throws InputError where keys are
 * missing.
 */
export async function tableSubject(
  uri: SmitpUri,
  name: string,
  options: SubjectOptions,
): Promise<SmitpSubject> {
  const { keys, folder } = await findSmitpKeys(uri, options)
  const counters = folder === undefined ? CounterFile.ofUser() : new CounterFile(folder)
  const security = {
    aca: uri.aca,
    keys: { write: new SmitpKey(keys.write ?? randomBytes(16)), read: new SmitpKey(keys.read) },
    mode: uri.mode,
  }
  const random = (length: number): Uint8Array => randomBytes(length)
  const tls = tlsIdentity(options)
  const preflight = await openSmitp(uri, {
    security,
    random,
    tls,
    timeoutMs: msOf(options.timeout),
    ...(await counterKeeper(counters, uri.aca)),
  })
  try {
    await preflight.request({ kind: 'list-tables.request' })
  } finally {
    await preflight.close()
  }
  const terms: LinkTerms = { timeoutMs: msOf(options.silence), tls }
  return {
    name,
    security,
    random,
    mayWrite: keys.write !== undefined,
    now: Date.now,
    ...(await counterKeeper(counters, uri.aca)),
    openChannel: (aca, onFrame) => openChannel({ ...uri, aca }, { ...terms, onFrame }),
  }
}
