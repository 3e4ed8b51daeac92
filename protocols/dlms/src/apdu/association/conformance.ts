import { DecodeError } from '@ferraris/bytes'
import type { Codec } from '@ferraris/codec'

/** The services of xDLMS in the order of the conformance bits (IEC 62056-5-3, 9.4.6.1). */
const services = [
  'reserved-zero',
  'general-protection',
  'general-block-transfer',
  'read',
  'write',
  'unconfirmed-write',
  'delta-value-encoding',
  'reserved-seven',
  'attribute0-supported-with-set',
  'priority-mgmt-supported',
  'attribute0-supported-with-get',
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'information-report',
  'data-notification',
  'access',
  'parameterized-access',
  'get',
  'set',
  'selective-access',
  'event-notification',
  'action',
] as const
export type ConformanceService = (typeof services)[number]

/** What an association may use: 24 bits, the first service in the highest. */
export type Conformance = number

function bit(service: ConformanceService): number {
  return 0x800000 >>> services.indexOf(service)
}

/** The bits of these services. */
export function conformanceOf(...offered: readonly ConformanceService[]): Conformance {
  return offered.reduce((bits, service) => bits | bit(service), 0)
}

/** Whether an association may use a service. */
export function supports(conformance: Conformance, service: ConformanceService): boolean {
  return (conformance & bit(service)) !== 0
}

/** The services of these bits, in their order. */
export function conformanceServices(conformance: Conformance): ConformanceService[] {
  return services.filter(service => supports(conformance, service))
}

/** Services that go by logical names, and those that go by short ones (IEC 62056-5-3, 9.4.6.1). */
const logicalNameServices = conformanceOf(
  'attribute0-supported-with-set',
  'priority-mgmt-supported',
  'attribute0-supported-with-get',
  'block-transfer-with-action',
  'access',
  'get',
  'set',
  'selective-access',
  'event-notification',
  'action',
)
const shortNameServices = conformanceOf(
  'read',
  'write',
  'unconfirmed-write',
  'information-report',
  'parameterized-access',
)

/** Without the services of the other way to name objects. */
export function conformanceFor(referencing: 'LN' | 'SN', offered: Conformance): Conformance {
  return offered & ~(referencing === 'LN' ? shortNameServices : logicalNameServices)
}

/** [APPLICATION 31] BIT STRING (24) in BER inside A-XDR: 5F 1F 04 00 and three octets (IEC 62056-5-3, 9.5). */
export const conformance: Codec<Conformance> = {
  shape: { kind: 'unsigned', bits: 24 },
  encode: (writer, value) =>
    void writer
      .u32(header)
      .u8(value >>> 16)
      .u16(value & 0xffff),
  decode(reader) {
    const offset = reader.offset
    if (reader.u32() !== header)
      throw new DecodeError('unexpected', offset, 'conformance does not begin with 5f1f0400')
    return (reader.u8() << 16) | reader.u16()
  },
}
const header = 0x5f1f0400
