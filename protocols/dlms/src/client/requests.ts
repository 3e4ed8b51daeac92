import { encodeData } from '@ferraris/cosem'
import { type ActionRequest, actionRequest } from '../apdu/action.ts'
import type { AttributeDescriptor, AttributeWithSelection, MethodDescriptor } from '../apdu/descriptors.ts'
import { type GetRequest, getRequest } from '../apdu/get.ts'
import type { InvokeId } from '../apdu/invoke-id.ts'
import { type SetRequest, setRequest } from '../apdu/set.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { cutBlock, type OutgoingBlocks, startBlocks } from '../block-transfer.ts'
import { DlmsError } from '../dlms-error.ts'
import type { AttributeRequest, AttributeWrite, MethodRequest, ServiceRequest } from '../request.ts'

/** A plain request APDU, and the rest of its parameters where they do not fit into one. */
export interface RequestApdu {
  readonly apdu: Uint8Array
  readonly outgoing: OutgoingBlocks | undefined
}

/** Octets of a request with a block that are not the block: tags, descriptor, selection, lengths; generous. */
const blockOverhead = 64

/**
 * The request as APDU. `limit` is the longest plain APDU the server takes; a longer SET or ACTION begins a block
 * transfer (IEC 62056-5-3, 7.3.13 to 7.3.15).
 */
export function requestApdu(
  request: ServiceRequest,
  invokeIdAndPriority: InvokeId,
  limit: number,
): RequestApdu {
  const apdu = wholeRequest(request, invokeIdAndPriority)
  if (apdu.length <= limit) return { apdu, outgoing: undefined }
  const room = limit - blockOverhead
  if (request.service === 'get' || request.items.length !== 1 || room < 16) {
    throw new DlmsError('request-too-long', `${apdu.length} octets, the server takes ${limit}`)
  }
  return request.service === 'set'
    ? firstSetBlock(request.items[0]!, invokeIdAndPriority, room)
    : firstActionBlock(request.items[0]!, invokeIdAndPriority, room)
}

/** The APDU that carries on a long SET or ACTION. */
export function nextRequestBlock(
  service: 'set' | 'action',
  outgoing: OutgoingBlocks,
  invokeIdAndPriority: InvokeId,
  limit: number,
): RequestApdu {
  const [dataBlock, rest] = cutBlock(outgoing, limit - blockOverhead)
  const apdu =
    service === 'set'
      ? setApdu({ kind: 'set-request-with-datablock', invokeIdAndPriority, dataBlock })
      : actionApdu({ kind: 'action-request-with-pblock', invokeIdAndPriority, dataBlock })
  return { apdu, outgoing: rest }
}

const getApdu = (value: GetRequest) => tagged(apduTags['get-request'], getRequest, value)
const setApdu = (value: SetRequest) => tagged(apduTags['set-request'], setRequest, value)
const actionApdu = (value: ActionRequest) => tagged(apduTags['action-request'], actionRequest, value)

/** Asks for the next block of a long GET. */
export const getNextBlock = (invokeIdAndPriority: InvokeId, blockNumber: number): Uint8Array =>
  getApdu({ kind: 'get-request-next', invokeIdAndPriority, blockNumber })

/** Asks for the next block of a long ACTION response. */
export const actionNextBlock = (invokeIdAndPriority: InvokeId, blockNumber: number): Uint8Array =>
  actionApdu({ kind: 'action-request-next-pblock', invokeIdAndPriority, blockNumber })

function wholeRequest(request: ServiceRequest, invokeIdAndPriority: InvokeId): Uint8Array {
  const single = request.items.length === 1
  switch (request.service) {
    case 'get':
      return getApdu(
        single
          ? { kind: 'get-request-normal', invokeIdAndPriority, ...withSelection(request.items[0]!) }
          : {
              kind: 'get-request-with-list',
              invokeIdAndPriority,
              attributes: request.items.map(withSelection),
            },
      )
    case 'set':
      return setApdu(
        single
          ? {
              kind: 'set-request-normal',
              invokeIdAndPriority,
              ...withSelection(request.items[0]!),
              value: encodeData(request.items[0]!.value),
            }
          : {
              kind: 'set-request-with-list',
              invokeIdAndPriority,
              attributes: request.items.map(withSelection),
              values: request.items.map(item => encodeData(item.value)),
            },
      )
    case 'action':
      return actionApdu(
        single
          ? { kind: 'action-request-normal', invokeIdAndPriority, ...withParameters(request.items[0]!) }
          : {
              kind: 'action-request-with-list',
              invokeIdAndPriority,
              methods: request.items.map(methodDescriptor),
              // IEC 62056-5-3: where a method takes no parameters its place holds null-data.
              parameters: request.items.map(item =>
                encodeData(item.parameter ?? { type: 'null-data', value: null }),
              ),
            },
      )
  }
}

function firstSetBlock(item: AttributeWrite, invokeIdAndPriority: InvokeId, room: number): RequestApdu {
  const [dataBlock, outgoing] = cutBlock(startBlocks(encodeData(item.value)), room)
  const apdu = setApdu({
    kind: 'set-request-with-first-datablock',
    invokeIdAndPriority,
    ...withSelection(item),
    dataBlock,
  })
  return { apdu, outgoing }
}

function firstActionBlock(item: MethodRequest, invokeIdAndPriority: InvokeId, room: number): RequestApdu {
  const [dataBlock, outgoing] = cutBlock(startBlocks(encodeData(item.parameter!)), room)
  const method = methodDescriptor(item)
  return {
    apdu: actionApdu({ kind: 'action-request-with-first-pblock', invokeIdAndPriority, method, dataBlock }),
    outgoing,
  }
}

const attributeDescriptor = (item: AttributeRequest): AttributeDescriptor => ({
  classId: item.classId,
  instanceId: item.obis,
  attributeId: item.attribute,
})

const methodDescriptor = (item: MethodRequest): MethodDescriptor => ({
  classId: item.classId,
  instanceId: item.obis,
  methodId: item.method,
})

function withSelection(item: AttributeRequest): AttributeWithSelection {
  const attribute = attributeDescriptor(item)
  if (item.selection === undefined) return { attribute }
  const { selector, parameters } = item.selection
  return {
    attribute,
    accessSelection: { accessSelector: selector, accessParameters: encodeData(parameters) },
  }
}

function withParameters(item: MethodRequest) {
  const method = methodDescriptor(item)
  return item.parameter === undefined ? { method } : { method, parameters: encodeData(item.parameter) }
}
