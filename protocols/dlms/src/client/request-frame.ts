import { encodeData } from '@ferraris/cosem'
import type { Conformance, ConformanceService } from '../apdu/association/conformance.ts'
import { missing } from '../apdu/association/needs.ts'
import type {
  AttributeDescriptor,
  AttributeWithSelection,
  MethodDescriptor,
} from '../apdu/elements/descriptors.ts'
import type { InvokeId } from '../apdu/elements/invoke-id.ts'
import type { DataBlock } from '../apdu/services/set.ts'
import { cutBlock, type OutgoingBlocks } from '../block-transfer.ts'
import { DlmsError } from '../dlms-error.ts'
import type { AttributeRequest, MethodRequest } from '../request.ts'

/** A plain request APDU, and the rest of its parameters where they do not fit into one. */
export interface RequestApdu {
  readonly apdu: Uint8Array
  readonly outgoing: OutgoingBlocks | undefined
}

/** What a request is made for: its number, and what the server takes. */
export interface RequestFrame {
  readonly invokeId: InvokeId
  readonly conformance: Conformance
  /** The longest plain APDU that the server takes. */
  readonly limit: number
}

/** Throws DlmsError, naming the conformance bits, for what the association has not negotiated. */
export function checkNeeds({ conformance }: RequestFrame, needs: readonly ConformanceService[]): void {
  const lacking = missing(conformance, needs)
  if (lacking.length > 0) {
    throw new DlmsError('service-not-negotiated', `conformance bit ${[...new Set(lacking)].join(', ')}`)
  }
}

export function tooLong(length: number, { limit }: RequestFrame): DlmsError {
  return new DlmsError('request-too-long', `${length} octets, the server takes ${limit}`)
}

/** Octets of a length beyond the one that an empty block has. */
const lengthGrowth = 4

/** Cuts as long a block as its APDU has room for. */
export function cut(
  outgoing: OutgoingBlocks,
  frame: RequestFrame,
  apduOf: (block: DataBlock) => Uint8Array,
): RequestApdu {
  const empty = apduOf({ lastBlock: false, blockNumber: outgoing.number, rawData: new Uint8Array() })
  const room = frame.limit - empty.length - lengthGrowth
  if (room < 1) throw tooLong(empty.length + lengthGrowth, frame)
  const [block, rest] = cutBlock(outgoing, room)
  return { apdu: apduOf(block), outgoing: rest }
}

function attributeDescriptor(item: AttributeRequest): AttributeDescriptor {
  return {
    classId: item.classId,
    instanceId: item.obis,
    attributeId: item.attribute,
  }
}

export function methodDescriptor(item: MethodRequest): MethodDescriptor {
  return {
    classId: item.classId,
    instanceId: item.obis,
    methodId: item.method,
  }
}

export function withSelection(item: AttributeRequest): AttributeWithSelection {
  const attribute = attributeDescriptor(item)
  if (item.selection === undefined) return { attribute }
  const { selector, parameters } = item.selection
  return {
    attribute,
    accessSelection: { accessSelector: selector, accessParameters: encodeData(parameters) },
  }
}
