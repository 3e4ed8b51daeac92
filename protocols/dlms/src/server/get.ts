import { axdr, encode } from '@ferraris/codec'
import type { AttributeWithSelection } from '../apdu/elements/descriptors.ts'
import type { InvokeId } from '../apdu/elements/invoke-id.ts'
import type { DataAccessResult } from '../apdu/elements/results.ts'
import {
  type GetDataResult,
  type GetRequest,
  type GetResponse,
  getDataResult,
  getResponse,
} from '../apdu/services/get.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { cutBlock, type OutgoingBlocks, startBlocks } from '../block-transfer.ts'
import { needsBlocks, type Reply, ResponseBudget, type Serving } from './serving.ts'

/** Octets of a get-response-with-datablock besides its raw data. */
const blockOverhead = 12

const ownBlocks = 'block-transfer-with-get-or-read'

function apdu(value: GetResponse): Uint8Array {
  return tagged(apduTags['get-response'], getResponse, value)
}

/** Serves GET. It is answered even where the client asks for no confirmation: it has no other purpose. */
export function serveGet(serving: Serving, request: GetRequest): Reply {
  const { limit, transfer } = serving
  const { invokeIdAndPriority } = request
  switch (request.kind) {
    case 'get-request-normal': {
      const result = readAttribute(serving, request)
      const whole = apdu({ kind: 'get-response-normal', invokeIdAndPriority, result })
      return result.kind === 'data' && needsBlocks(serving, whole, ownBlocks)
        ? nextBlock(startBlocks(result.data), invokeIdAndPriority, limit)
        : [whole, undefined]
    }
    case 'get-request-with-list': {
      const results = readAll(serving, request.attributes)
      const whole = apdu({ kind: 'get-response-with-list', invokeIdAndPriority, results })
      if (!needsBlocks(serving, whole, ownBlocks)) return [whole, undefined]
      const octets = encode(axdr.listOf(getDataResult), results)
      return nextBlock(startBlocks(octets), invokeIdAndPriority, limit)
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

/** One attribute, or a part of it. */
export function readAttribute({ device, requester }: Serving, item: AttributeWithSelection): GetDataResult {
  const answer = device.get(requester, item.attribute, item.accessSelection)
  return typeof answer === 'string'
    ? { kind: 'data-access-result', result: answer }
    : { kind: 'data', data: answer }
}

/** Attributes one by one, until they fill the longest response: short requests must not make us hold any amount. */
function readAll(serving: Serving, items: readonly AttributeWithSelection[]): GetDataResult[] {
  const budget = new ResponseBudget()
  return items.map(item => budget.spend(() => readAttribute(serving, item)))
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
