import { axdr, type Codec, mapped, sequence, type ValueOf } from '@ferraris/codec'
import { type Obis, obisFromOctets, obisToOctets } from '@ferraris/cosem'
import { encodedData } from './encoded-data.ts'

export const logicalName: Codec<Obis> = mapped(axdr.octets(6), obisToOctets, obisFromOctets, {
  kind: 'leaf',
  name: 'Cosem-Object-Instance-Id',
})

/** Cosem-Attribute-Descriptor (IEC 62056-5-3, 9.5). */
export const attributeDescriptor = sequence('Cosem-Attribute-Descriptor', {
  classId: axdr.unsigned16,
  instanceId: logicalName,
  attributeId: axdr.integer8,
})
export type AttributeDescriptor = ValueOf<typeof attributeDescriptor>

/** Cosem-Method-Descriptor (IEC 62056-5-3, 9.5). */
export const methodDescriptor = sequence('Cosem-Method-Descriptor', {
  classId: axdr.unsigned16,
  instanceId: logicalName,
  methodId: axdr.integer8,
})
export type MethodDescriptor = ValueOf<typeof methodDescriptor>

/** Selective-Access-Descriptor: which part of an attribute; parameters as the class defines them for the selector. */
export const selectiveAccess = sequence('Selective-Access-Descriptor', {
  accessSelector: axdr.unsigned8,
  accessParameters: encodedData,
})
export type SelectiveAccess = ValueOf<typeof selectiveAccess>

export const attributeWithSelection = sequence('Cosem-Attribute-Descriptor-With-Selection', {
  attribute: attributeDescriptor,
  accessSelection: axdr.optional(selectiveAccess),
})
export type AttributeWithSelection = ValueOf<typeof attributeWithSelection>
