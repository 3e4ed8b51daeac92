/** Tag octets of the ACSE and xDLMS APDUs (IEC 62056-5-3, 9.5). */
export const apduTags = {
  'initiate-request': 0x01,
  'initiate-response': 0x08,
  'confirmed-service-error': 0x0e,
  'data-notification': 0x0f,
  'glo-initiate-request': 0x21,
  'glo-initiate-response': 0x28,
  'glo-confirmed-service-error': 0x2e,
  aarq: 0x60,
  aare: 0x61,
  rlrq: 0x62,
  rlre: 0x63,
  'get-request': 0xc0,
  'set-request': 0xc1,
  'action-request': 0xc3,
  'get-response': 0xc4,
  'set-response': 0xc5,
  'action-response': 0xc7,
  'glo-get-request': 0xc8,
  'glo-set-request': 0xc9,
  'glo-action-request': 0xcb,
  'glo-get-response': 0xcc,
  'glo-set-response': 0xcd,
  'glo-action-response': 0xcf,
  'ded-get-request': 0xd0,
  'ded-set-request': 0xd1,
  'ded-action-request': 0xd3,
  'ded-get-response': 0xd4,
  'ded-set-response': 0xd5,
  'ded-action-response': 0xd7,
  'exception-response': 0xd8,
  'general-glo-ciphering': 0xdb,
  'general-ded-ciphering': 0xdc,
} as const
export type ApduName = keyof typeof apduTags

const names: ReadonlyMap<number, ApduName> = new Map(
  Object.entries(apduTags).map(([name, tag]) => [tag, name as ApduName]),
)

export const apduName = (tag: number): ApduName | undefined => names.get(tag)

/** Which key a service-specific ciphered APDU uses, and the tag of what it protects. */
export interface ServiceCiphering {
  key: 'global' | 'dedicated'
  plainTag: number
}

const services = [
  'get-request',
  'set-request',
  'action-request',
  'get-response',
  'set-response',
  'action-response',
] as const
const globalOnly = ['initiate-request', 'initiate-response', 'confirmed-service-error'] as const

const ciphered = new Map<number, ServiceCiphering>()
const globalTags = new Map<number, number>()
const dedicatedTags = new Map<number, number>()
for (const service of [...services, ...globalOnly]) {
  ciphered.set(apduTags[`glo-${service}`], { key: 'global', plainTag: apduTags[service] })
  globalTags.set(apduTags[service], apduTags[`glo-${service}`])
}
for (const service of services) {
  ciphered.set(apduTags[`ded-${service}`], { key: 'dedicated', plainTag: apduTags[service] })
  dedicatedTags.set(apduTags[service], apduTags[`ded-${service}`])
}

/** What a `glo-` or `ded-` tag protects; `undefined` for every other tag. */
export const serviceCiphering = (tag: number): ServiceCiphering | undefined => ciphered.get(tag)

/** The tag under which an APDU travels when ciphered with the given key; `undefined` if the service has none. */
export const cipheredTag = (plainTag: number, key: 'global' | 'dedicated'): number | undefined =>
  (key === 'global' ? globalTags : dedicatedTags).get(plainTag)
