/** Tag octets of the ACSE and xDLMS APDUs (IEC 62056-5-3, 9.5). */
export const apduTags = {
  'initiate-request': 0x01,
  'read-request': 0x05,
  'write-request': 0x06,
  'initiate-response': 0x08,
  'read-response': 0x0c,
  'write-response': 0x0d,
  'confirmed-service-error': 0x0e,
  'data-notification': 0x0f,
  'data-notification-confirm': 0x10,
  'unconfirmed-write-request': 0x16,
  'information-report-request': 0x18,
  'glo-initiate-request': 0x21,
  'glo-read-request': 0x25,
  'glo-write-request': 0x26,
  'glo-initiate-response': 0x28,
  'glo-read-response': 0x2c,
  'glo-write-response': 0x2d,
  'glo-confirmed-service-error': 0x2e,
  'glo-unconfirmed-write-request': 0x36,
  'glo-information-report-request': 0x38,
  'ded-read-request': 0x45,
  'ded-write-request': 0x46,
  'ded-read-response': 0x4c,
  'ded-write-response': 0x4d,
  'ded-confirmed-service-error': 0x4e,
  'ded-unconfirmed-write-request': 0x56,
  'ded-information-report-request': 0x58,
  aarq: 0x60,
  aare: 0x61,
  rlrq: 0x62,
  rlre: 0x63,
  'get-request': 0xc0,
  'set-request': 0xc1,
  'event-notification-request': 0xc2,
  'action-request': 0xc3,
  'get-response': 0xc4,
  'set-response': 0xc5,
  'action-response': 0xc7,
  'glo-get-request': 0xc8,
  'glo-set-request': 0xc9,
  'glo-event-notification-request': 0xca,
  'glo-action-request': 0xcb,
  'glo-get-response': 0xcc,
  'glo-set-response': 0xcd,
  'glo-action-response': 0xcf,
  'ded-get-request': 0xd0,
  'ded-set-request': 0xd1,
  'ded-event-notification-request': 0xd2,
  'ded-action-request': 0xd3,
  'ded-get-response': 0xd4,
  'ded-set-response': 0xd5,
  'ded-action-response': 0xd7,
  'exception-response': 0xd8,
  'access-request': 0xd9,
  'access-response': 0xda,
  'general-glo-ciphering': 0xdb,
  'general-ded-ciphering': 0xdc,
  'general-ciphering': 0xdd,
  'general-signing': 0xdf,
  'general-block-transfer': 0xe0,
} as const
export type ApduName = keyof typeof apduTags

const names: ReadonlyMap<number, ApduName> = new Map(
  Object.entries(apduTags).map(([name, tag]) => [tag, name as ApduName]),
)

export function apduName(tag: number): ApduName | undefined {
  return names.get(tag)
}

/** Which key a service-specific ciphered APDU uses, and the tag of what it protects. */
interface ServiceCiphering {
  readonly key: 'global' | 'dedicated'
  readonly plainTag: number
}

const services = [
  'get-request',
  'set-request',
  'event-notification-request',
  'action-request',
  'get-response',
  'set-response',
  'action-response',
  'read-request',
  'write-request',
  'read-response',
  'write-response',
  'confirmed-service-error',
  'unconfirmed-write-request',
  'information-report-request',
] as const
const globalOnly = ['initiate-request', 'initiate-response'] as const

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
export function serviceCiphering(tag: number): ServiceCiphering | undefined {
  return ciphered.get(tag)
}

/** The tag under which an APDU travels when ciphered with the given key; `undefined` if the service has none. */
export function cipheredTag(plainTag: number, key: 'global' | 'dedicated'): number | undefined {
  return (key === 'global' ? globalTags : dedicatedTags).get(plainTag)
}
