import { instant, localDate, nullable, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'

export const customerName = Type.String({
  pattern: '^[a-z0-9][a-z0-9._@-]{0,63}$',
  description: 'Account with the role customer.',
})
export const usagePointName = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Usage point (POD), as in the inventory.',
})

export const customerAgreement = resource(
  'CustomerAgreement',
  {
    id: Type.String({ format: 'uuid' }),
    customer: customerName,
    usagePoint: usagePointName,
    from: localDate('First day on which the data are the customer’s.'),
    to: nullable('string', { format: 'date', description: 'Last day, included; null while it runs.' }),
    createdAt: instant('When it was entered.'),
    createdBy: Type.String(),
    consents: Type.Integer({ description: 'Consents in force.' }),
  },
  'Who is the customer of a usage point, and in which days.',
)
export type CustomerAgreement = Static<typeof customerAgreement>

export const newCustomerAgreement = resource(
  'NewCustomerAgreement',
  { customer: customerName, usagePoint: usagePointName, from: localDate('Day of moving in.') },
  'A customer who moves in.',
)
export type NewCustomerAgreement = Static<typeof newCustomerAgreement>

export const agreementEnd = resource(
  'AgreementEnd',
  { to: localDate('Last day, included. Data of later days cannot be read through the agreement.') },
  'The end of an agreement: the customer moves out.',
)

export const agreementParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const agreementQuery = query({
  customer: Type.Optional(customerName),
  usagePoint: Type.Optional(usagePointName),
  ...pageQuery,
})
export type AgreementFilter = Static<typeof agreementQuery>
export const agreementResources = [customerAgreement, newCustomerAgreement, agreementEnd]
