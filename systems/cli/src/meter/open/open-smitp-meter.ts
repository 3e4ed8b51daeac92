import { randomBytes } from 'node:crypto'
import { type Zone, zone } from '@ferraris/cosem'
import { SmitpKey } from '@ferraris/smitp/security'
import type { ClientCounter } from '@ferraris/smitp/session'
import { openSmitp, parseSmitpUri, type SmitpSession, type SmitpUri } from '@ferraris/transport'
import { InputError } from '../../errors.ts'
import { CounterFile } from '../../keys/counter-file.ts'
import { findSmitpKeys, type KeyOptions } from '../../keys/find-secret.ts'
import { printFrame } from './open-meter.ts'
import { type TlsOptions, tlsIdentity } from './tls-files.ts'

export interface SmitpOptions extends KeyOptions, TlsOptions {
  /** Seconds. */
  readonly timeout: number
  /** IANA zone of the meter's clock: tables carry UNIX time. */
  readonly timeZone?: string
  /** Print every frame to stderr. */
  readonly frames?: boolean
}

/** A meter whose tables can be asked for. */
export interface SmitpMeter {
  readonly uri: SmitpUri
  readonly session: SmitpSession
  readonly zone: Zone
}

/** Reaches a meter, does the work and takes leave. Throws what the work throws, and InputError, TransportError, Refusal. */
export async function withSmitpMeter<T>(
  text: string,
  options: SmitpOptions,
  work: (meter: SmitpMeter) => Promise<T>,
): Promise<T> {
  const uri = parseSmitpUri(text)
  const local = zoneOf(options)
  const { keys, folder } = await findSmitpKeys(uri, options)
  const counters = folder === undefined ? CounterFile.ofUser() : new CounterFile(folder)
  const kept = await keeper(counters, uri.aca)
  const session = await openSmitp(uri, {
    security: {
      aca: uri.aca,
      // Who has no key that writes, writes nothing: the meter refuses one that was made up.
      keys: { write: new SmitpKey(keys.write ?? randomBytes(16)), read: new SmitpKey(keys.read) },
      mode: uri.mode,
    },
    random: length => randomBytes(length),
    ...kept,
    timeout: options.timeout * 1000,
    tls: tlsIdentity(options),
    onFrame: options.frames ? printFrame : undefined,
  })
  try {
    return await work({ uri, session, zone: local })
  } finally {
    await session.close()
  }
}

/** What a session needs to keep its counter in the file, where other processes may look, too. */
async function keeper(file: CounterFile, device: string) {
  let before = await file.smitpCounter(device)
  return {
    counter: before,
    async keep(counter: ClientCounter): Promise<void> {
      await file.keepSmitpCounter(device, counter, before)
      before = counter
    },
  }
}

function zoneOf({ timeZone = 'Europe/Rome' }: SmitpOptions): Zone {
  try {
    return zone(timeZone)
  } catch (cause) {
    throw new InputError('--time-zone', 'is not known', 'write an IANA name, for example Europe/Rome', {
      cause,
    })
  }
}
