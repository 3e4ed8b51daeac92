import { instant, nullable, nullableInstant, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { publicKey } from './public-key.ts'

const name = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Name of the field device (letters, digits, dot, dash, underscore; at most 64).',
  examples: ['tablet-7'],
})

const keys = {
  sealing: publicKey('Public key (X25519) to which meter keys are sealed'),
  signing: publicKey('Public key (Ed25519) that signs results'),
}

export const fieldDeviceRegistration = resource(
  'FieldDeviceRegistration',
  { name, ...keys },
  'A field device that is to be given orders; its keys are what `ferraris field init` prints.',
)

export const fieldDevice = resource(
  'FieldDevice',
  {
    name,
    ...keys,
    state: Type.Enum(['waiting', 'approved'], {
      description: 'waiting: registered, and given no orders until an administrator approves it.',
    }),
    registeredAt: instant('When it was registered.'),
    registeredBy: Type.String(),
    approvedAt: nullableInstant('When it was approved.'),
    approvedBy: nullable('string'),
  },
  'A field device.',
)
export type KnownFieldDevice = Static<typeof fieldDevice>

export const fieldDeviceParams = Type.Object({ name })
export const fieldDeviceList = wholeList(fieldDevice, 'All field devices.')

export const fieldDeviceResources = [fieldDeviceRegistration, fieldDevice]
