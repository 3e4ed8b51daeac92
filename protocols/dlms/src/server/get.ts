import { axdr, encode } from '@ferraris/codec'
import type { AttributeWithSelection } from '../apdu/descriptors.ts'
import {
  type GetDataResult,
  type GetRequest,
  type GetResponse,
  getDataResult,
  getResponse,
} from '../apdu/get.ts'
import type { InvokeId } from '../apdu/invoke-id.ts'
import type { DataAccessResult } from '../apdu/results.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { cutBlock, type OutgoingBlocks, startBlocks } from '../block-transfer.ts'
import type { LogicalDevice, Requester, Transfer } from './state.ts'

/** A plain response, and the long message it begins or goes on with. */
export type Reply = readonly [apdu: Uint8Array, transfer: Transfer | undefined]

/** Octets of a get-response-with-datablock besides its raw data. */
const blockOverhead = 12

const apdu = (value: GetResponse): Uint8Array => tagged(apduTags['get-response'], getResponse, value)

/** Serves GET; `limit` is the longest plain APDU the client takes. */
export function serveGet(
  device: LogicalDevice,
  who: Requester,
  request: GetRequest,
  transfer: Transfer | undefined,
  limit: number,
): Reply {
  const { invokeIdAndPriority } = request
  switch (request.kind) {
    case 'get-request-normal': {
      const result = read(device, who, request)
      const whole = apdu({ kind: 'get-response-normal', invokeIdAndPriority, result })
      return whole.length <= limit || result.kind !== 'data'
        ? [whole, undefined]
        : nextBlock(startBlocks(result.data), invokeIdAndPriority, limit)
    }
    case 'get-request-with-list': {
      const results = request.attributes.map(item => read(device, who, item))
      const whole = apdu({ kind: 'get-response-with-list', invokeIdAndPriority, results })
      return whole.length <= limit
        ? [whole, undefined]
        : nextBlock(startBlocks(encode(axdr.listOf(getDataResult), results)), invokeIdAndPriority, limit)
    }
    case 'get-request-next': {
      if (transfer?.kind !== 'get-response') return blockError(request, 'no-long-get-in-progress')
      const { outgoing } = transfer
      return request.blockNumber === outgoing.number - 1
        ? nextBlock(outgoing, invokeIdAndPriority, limit)
        : blockError(request, 'data-block-number-invalid')
    }
  }
}

function read(device: LogicalDevice, who: Requester, item: AttributeWithSelection): GetDataResult {
  const answer = device.get(who, item.attribute, item.accessSelection)
  return typeof answer === 'string'
    ? { kind: 'data-access-result', result: answer }
    : { kind: 'data', data: answer }
}

function nextBlock(outgoing: OutgoingBlocks, invokeIdAndPriority: InvokeId, limit: number): Reply {
  const [{ rawData, ...block }, rest] = cutBlock(outgoing, Math.max(1, limit - blockOverhead))
  const response = apdu({
    kind: 'get-response-with-datablock',
    invokeIdAndPriority,
    ...block,
    result: { kind: 'raw-data', rawData },
  })
  return [response, rest && { kind: 'get-response', outgoing: rest }]
}

function blockError(
  request: Extract<GetRequest, { kind: 'get-request-next' }>,
  result: DataAccessResult,
): Reply {
  const { invokeIdAndPriority, blockNumber } = request
  return [
    apdu({
      kind: 'get-response-with-datablock',
      invokeIdAndPriority,
      lastBlock: true,
      blockNumber,
      result: { kind: 'data-access-result', result },
    }),
    undefined,
  ]
}
