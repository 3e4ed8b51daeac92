import { toHex } from '@ferraris/bytes'
import { decodeData, toVectorForm, type VectorForm } from '@ferraris/cosem'
import type { AttributeDescriptor, MethodDescriptor, SelectiveAccess } from '../../apdu/descriptors.ts'
import type { EncodedData } from '../../apdu/encoded-data.ts'
import type { GetDataResult } from '../../apdu/get.ts'
import type { InvokeId } from '../../apdu/invoke-id.ts'
import type { DataBlock } from '../../apdu/set.ts'

/** Parts that the forms of many APDUs share. */

export function dataOf(octets: EncodedData): VectorForm {
  return toVectorForm(decodeData(octets))
}

export function invoke({ id, confirmed, highPriority }: InvokeId) {
  return {
    invokeId: id,
    confirmed,
    highPriority,
  }
}

function access(selection: SelectiveAccess | undefined) {
  return (
    selection && {
      access: { selector: selection.accessSelector, parameters: dataOf(selection.accessParameters) },
    }
  )
}

export function attributeOf(
  { classId, instanceId, attributeId }: AttributeDescriptor,
  selection?: SelectiveAccess,
) {
  return { class: classId, obis: instanceId, attribute: attributeId, ...access(selection) }
}

export function methodOf({ classId, instanceId, methodId }: MethodDescriptor) {
  return {
    class: classId,
    obis: instanceId,
    method: methodId,
  }
}

export function blockOf({ lastBlock, blockNumber, rawData }: DataBlock) {
  return {
    lastBlock,
    blockNumber,
    rawData: toHex(rawData),
  }
}

export function resultOf(result: GetDataResult) {
  return result.kind === 'data' ? { data: dataOf(result.data) } : { error: result.result }
}

export function hexOrNull(octets: Uint8Array | undefined): string | null {
  return octets === undefined || octets.length === 0 ? null : toHex(octets)
}

export function longInvokeIdOf(word: number): string {
  return word.toString(16).padStart(8, '0')
}
