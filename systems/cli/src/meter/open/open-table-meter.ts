import { createHash, randomBytes } from 'node:crypto'
import { TableMeter } from '@ferraris/client'
import { msOf } from '@ferraris/metering'
import { SmitpKey } from '@ferraris/smitp/security'
import type { ClientCounter } from '@ferraris/smitp/session'
import { openSmitp, parseSmitpUri, type SmitpUri } from '@ferraris/transport'
import { CounterFile } from '../../keys/counter-file.ts'
import { findSmitpKeys, type KeyOptions } from '../../keys/find-secret.ts'
import { asRefusal } from './as-refusal.ts'
import { printFrame } from './open-meter.ts'
import { type TlsOptions, tlsIdentity } from './tls-files.ts'
import { type ZoneOptions, zoneOf } from './zone-option.ts'

interface TableOptions extends KeyOptions, TlsOptions, ZoneOptions {
  /** Seconds. */
  readonly timeout: number
  /** Print every frame to stderr. */
  readonly frames?: boolean
}

/** Reaches a meter by its tables, does the work and takes leave. Throws what the work throws, and InputError, TransportError, ApplicationRefusal. */
export async function withTableMeter<T>(
  text: string,
  options: TableOptions,
  work: (meter: { readonly uri: SmitpUri; readonly meter: TableMeter }) => Promise<T>,
): Promise<T> {
  const uri = parseSmitpUri(text)
  const zone = zoneOf(options)
  const { keys, folder } = await findSmitpKeys(uri, options)
  const counters = folder === undefined ? CounterFile.ofUser() : new CounterFile(folder)
  const session = await openSmitp(uri, {
    security: {
      aca: uri.aca,
      // Without a key that writes nothing is written: the meter refuses one that was made up.
      keys: { write: new SmitpKey(keys.write ?? randomBytes(16)), read: new SmitpKey(keys.read) },
      mode: uri.mode,
    },
    random: length => randomBytes(length),
    ...(await counterKeeper(counters, uri.aca)),
    timeoutMs: msOf(options.timeout),
    tls: tlsIdentity(options),
    onFrame: options.frames ? printFrame : undefined,
  })
  try {
    return await work({ uri, meter: new TableMeter(session, { zone, sha256 }) })
  } catch (error) {
    throw asRefusal(error)
  } finally {
    await session.close()
  }
}

function sha256(image: Uint8Array): Uint8Array {
  return createHash('sha256').update(image).digest()
}

/** What a session needs to keep its counter in the file, where other processes may look, too. */
export async function counterKeeper(file: CounterFile, device: string) {
  let before = await file.smitpCounter(device)
  return {
    counter: before,
    async keep(counter: ClientCounter): Promise<void> {
      await file.keepSmitpCounter(device, counter, before)
      before = counter
    },
  }
}
