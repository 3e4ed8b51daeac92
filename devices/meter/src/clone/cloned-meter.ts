import { randomBytes } from 'node:crypto'
import type { MeterImage } from '@ferraris/cosem/meter-image'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { AssociationSettings, ServerSettings } from '@ferraris/dlms/server'
import { maxReceivePduSize } from '../cosem/identity/association.ts'
import { conformances } from '../cosem/models.ts'
import { maxRequestLength } from '../meter.ts'
import { clients } from '../security/clients.ts'
import type { AssociationKeys } from '../security/meter-keys.ts'
import { InvocationCounters } from '../store/counters.ts'
import type { NonVolatile } from '../store/memory/non-volatile.ts'
import { recordedDevice } from './recorded-device.ts'

export interface CloneSetup {
  readonly image: MeterImage
  /** Keys of the client that read the image; without them, and without a password, it is not secured. */
  readonly keys?: Pick<AssociationKeys, 'guek' | 'gak'>
  readonly password?: Uint8Array
  readonly memory: NonVolatile
  /** Where the recorded meter stands: an IANA zone. */
  readonly timeZone: string
  /** Epoch milliseconds. */
  now(): number
}

/** What a DLMS listener serves so that a client finds the meter of an image: the public client, and the one that read. */
export function clonedMeter(setup: CloneSetup): ServerSettings {
  const { image } = setup
  return {
    systemTitle: image.systemTitle ?? new TextEncoder().encode('FERclone'),
    conformance: conformances.full,
    maxReceivePduSize: maxReceivePduSize,
    maxRequestLength: maxRequestLength,
    associations: new Map([
      [clients.public, { authentication: { mechanism: 'lowest' } }],
      [image.client, associationOf(setup)],
    ]),
    device: recordedDevice(image, setup),
    random: length => randomBytes(length),
  }
}

function associationOf({ image, keys, password, memory }: CloneSetup): AssociationSettings {
  if (password !== undefined) return { authentication: { mechanism: 'low', password } }
  if (keys === undefined) return { authentication: { mechanism: 'lowest' } }
  return {
    authentication: { mechanism: 'high-gmac' },
    security: {
      keys: new SuiteKeys(keys.guek, keys.gak),
      policy: { authenticated: true, encrypted: true },
      counters: new InvocationCounters(memory, image.client),
    },
  }
}
