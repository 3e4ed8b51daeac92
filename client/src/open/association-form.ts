import { type Conformance, conformanceOf } from '@ferraris/dlms'
import type { MeterUri } from '@ferraris/transport'

/** The form of association that a meter needs, from its URI. */
export type AssociationForm = Pick<MeterUri, 'auth' | 'suite' | 'ciphering' | 'referencing'>

/** What we can; of the names, only those that the association's kind of naming has are proposed. */
const services = [
  'block-transfer-with-get-or-read',
  'block-transfer-with-set-or-write',
  'block-transfer-with-action',
  'multiple-references',
  'get',
  'set',
  'selective-access',
  'action',
  'read',
  'write',
  'parameterized-access',
] as const
const ordinary = conformanceOf(...services)
const generallyProtected = conformanceOf(...services, 'general-protection')

/** A month of quarter hours with eight columns has 150,000 octets, a year of them 2 MB. */
const maxResponseLength = 8_000_000

/** What we can do and take, and how the meter's objects are named. */
export function limitsOf({ referencing, ciphering }: AssociationForm, maxApdu: number, isSigned = false) {
  const isGeneral = isSigned || ciphering?.startsWith('general') === true
  const proposedConformance: Conformance = isGeneral ? generallyProtected : ordinary
  return {
    ...(referencing === 'sn' && { referencing: 'SN' as const }),
    proposedConformance,
    maxReceivePduSize: maxApdu,
    maxResponseLength,
  }
}
