import { toHex } from '@ferraris/bytes'
import { decodeData, toVectorForm, type VectorForm } from '@ferraris/cosem'
import type { AttributeDescriptor, MethodDescriptor, SelectiveAccess } from '../../apdu/descriptors.ts'
import type { EncodedData } from '../../apdu/encoded-data.ts'
import type { GetDataResult } from '../../apdu/get.ts'
import type { InvokeId } from '../../apdu/invoke-id.ts'
import type { DataBlock } from '../../apdu/set.ts'

/** Parts that the forms of many APDUs share. */

export const dataOf = (octets: EncodedData): VectorForm => toVectorForm(decodeData(octets))

export const invoke = ({ id, confirmed, highPriority }: InvokeId) => ({
  invokeId: id,
  confirmed,
  highPriority,
})

const access = (selection: SelectiveAccess | undefined) =>
  selection && {
    access: { selector: selection.accessSelector, parameters: dataOf(selection.accessParameters) },
  }

export const attributeOf = (
  { classId, instanceId, attributeId }: AttributeDescriptor,
  selection?: SelectiveAccess,
) => ({ class: classId, obis: instanceId, attribute: attributeId, ...access(selection) })

export const methodOf = ({ classId, instanceId, methodId }: MethodDescriptor) => ({
  class: classId,
  obis: instanceId,
  method: methodId,
})

export const blockOf = ({ lastBlock, blockNumber, rawData }: DataBlock) => ({
  lastBlock,
  blockNumber,
  rawData: toHex(rawData),
})

export const resultOf = (result: GetDataResult) =>
  result.kind === 'data' ? { data: dataOf(result.data) } : { error: result.result }

export const hexOrNull = (octets: Uint8Array | undefined): string | null =>
  octets === undefined || octets.length === 0 ? null : toHex(octets)

export const longInvokeIdOf = (word: number): string => word.toString(16).padStart(8, '0')
