import { instant, nullable, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../../inventory/identifiers.ts'

const protectedBy = {
  endDevice: nullable('string', { description: 'The meter; null where the usage point is protected.' }),
  usagePoint: nullable('string', { description: 'The usage point, whichever meter stands there.' }),
  reason: Type.String({ minLength: 1, maxLength: 500, examples: ['medical device at home'] }),
  until: nullable('string', { format: 'date-time', description: 'Until when; null for ever.' }),
}

export const protectedCustomer = resource(
  'ProtectedCustomer',
  {
    id: Type.String({ format: 'uuid' }),
    ...protectedBy,
    since: instant('Since when.'),
    by: Type.String(),
  },
  'A customer whose supply is not switched off by one person alone.',
)
export type ProtectedCustomer = Static<typeof protectedCustomer>

export const newProtectedCustomer = resource(
  'NewProtectedCustomer',
  {
    endDevice: Type.Optional(serial),
    usagePoint: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    reason: protectedBy.reason,
    until: Type.Optional(instant('Until when; default: for ever.')),
  },
  'A customer to protect: by meter, or by usage point.',
)
export type NewProtectedCustomer = Static<typeof newProtectedCustomer>

export const protectedParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const protectedQuery = query({ endDevice: Type.Optional(serial), ...pageQuery })
export type ProtectedFilter = Static<typeof protectedQuery>

export const protectionResources = [protectedCustomer, newProtectedCustomer]
