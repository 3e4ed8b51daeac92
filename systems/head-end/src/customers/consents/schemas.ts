import { instant, localDate, nullable, nullableInstant, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'

/** What a third party may be let see. */
export const scopes = ['daily-energy', 'interval-data', 'register-readings'] as const
export type Scope = (typeof scopes)[number]

export const scope = Type.Enum([...scopes], {
  description:
    'daily-energy: sums of days; interval-data: the load profile, and its exports; register-readings: registers as they were read.',
})

/** Longest that a consent lasts before the customer is asked again, days. */
export const longestConsentDays = 731
/** Consents of one agreement that can be in force at a time. */
export const mostConsents = 50

const thirdPartyName = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$',
  description: 'Account or token with the role third-party.',
})

export const consentStates = ['in-force', 'revoked', 'expired', 'ended'] as const

export const consent = resource(
  'Consent',
  {
    id: Type.String({ format: 'uuid' }),
    agreement: Type.String({ format: 'uuid' }),
    customer: Type.String(),
    usagePoint: Type.String(),
    thirdParty: thirdPartyName,
    scopes: Type.Array(scope),
    from: localDate('First day of the data.'),
    givenAt: instant('When it was given.'),
    expiresAt: instant('When it ends by itself.'),
    revokedAt: nullableInstant('When it was revoked.'),
    revokedBy: nullable('string'),
    state: Type.Enum([...consentStates], {
      description: 'in-force; revoked; expired; ended: the customer has moved out.',
    }),
  },
  'Leave of a customer for a third party to see data of a usage point. It is kept when it is over, as a proof.',
)
export type Consent = Static<typeof consent>

export const newConsent = resource(
  'NewConsent',
  {
    agreement: Type.String({ format: 'uuid', description: 'The `id` of one of the own `/shared-data`.' }),
    thirdParty: thirdPartyName,
    scopes: Type.Array(scope, { minItems: 1, maxItems: scopes.length, uniqueItems: true }),
    from: Type.Optional(localDate('First day of the data; default: today.')),
    expiresAt: instant(`When it ends by itself; at most ${longestConsentDays} days from now.`),
  },
  'A consent to give.',
)
export type NewConsent = Static<typeof newConsent>

const thirdParty = resource('ThirdParty', { name: thirdPartyName }, 'Whom customers can let see their data.')

export const consentParams = Type.Object({ id: Type.String({ format: 'uuid' }) })
export const consentList = wholeList(consent, 'Consents, those in force first, then the newest.')
export const thirdPartyList = wholeList(thirdParty, 'Third parties, by name.')
export const consentResources = [consent, newConsent, thirdParty]
