import { at } from '@ferraris/bytes'
import { axdr, decode } from '@ferraris/codec'
import { encodedData } from '../apdu/elements/encoded-data.ts'
import type { InvokeId } from '../apdu/elements/invoke-id.ts'
import type { DataAccessResult } from '../apdu/elements/results.ts'
import { type DataBlock, type SetRequest, type SetResponse, setResponse } from '../apdu/services/set.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { type IncomingBlocks, joinBlocks, noBlocks, takeBlock } from '../block-transfer.ts'
import type { Reply, Serving } from './serving.ts'
import type { LongTarget, Transfer } from './state.ts'

type LongSet = Extract<Transfer, { readonly kind: 'set-request' }>

function apdu(value: SetResponse): Uint8Array {
  return tagged(apduTags['set-response'], setResponse, value)
}

/** Serves SET. One that asks for no confirmation is carried out in silence. */
export function serveSet(serving: Serving, request: SetRequest): Reply {
  const { transfer } = serving
  const { invokeIdAndPriority } = request
  switch (request.kind) {
    case 'set-request-normal': {
      const result = writeAttribute(serving, request, request.value)
      const response = apdu({ kind: 'set-response-normal', invokeIdAndPriority, result })
      return [invokeIdAndPriority.confirmed ? response : undefined, undefined]
    }
    case 'set-request-with-list': {
      const results = writeAll(serving, request.attributes, request.values)
      const response = apdu({ kind: 'set-response-with-list', invokeIdAndPriority, results })
      return [invokeIdAndPriority.confirmed ? response : undefined, undefined]
    }
    case 'set-request-with-first-datablock': {
      const { attribute, accessSelection, dataBlock } = request
      const long: LongSet = {
        kind: 'set-request',
        attributes: [{ attribute, accessSelection }],
        list: false,
        incoming: noBlocks,
      }
      return onBlock(serving, long, dataBlock, invokeIdAndPriority)
    }
    case 'set-request-with-list-and-first-datablock': {
      const { attributes, dataBlock } = request
      const long: LongSet = { kind: 'set-request', attributes, list: true, incoming: noBlocks }
      return onBlock(serving, long, dataBlock, invokeIdAndPriority)
    }
    case 'set-request-with-datablock':
      return transfer?.kind === 'set-request'
        ? onBlock(serving, transfer, request.dataBlock, invokeIdAndPriority)
        : refuse(false, 1, request.dataBlock, 'no-long-set-in-progress', invokeIdAndPriority)
  }
}

function onBlock(serving: Serving, long: LongSet, block: DataBlock, invokeIdAndPriority: InvokeId): Reply {
  const { blockNumber } = block
  const { list, attributes, incoming } = long
  const refusal = (result: DataAccessResult) =>
    refuse(list, attributes.length, block, result, invokeIdAndPriority)
  if (blockNumber !== incoming.next) return refusal('data-block-number-invalid')
  if (incoming.length + block.rawData.length > serving.maxLength) return refusal('long-set-aborted')
  const taken: IncomingBlocks = takeBlock(incoming, blockNumber, block.rawData, serving.maxLength)
  if (!block.lastBlock) {
    const response = apdu({ kind: 'set-response-datablock', invokeIdAndPriority, blockNumber })
    return [response, { ...long, incoming: taken }]
  }
  const octets = joinBlocks(taken)
  if (list) {
    const results = writeAll(serving, attributes, decode(axdr.listOf(encodedData), octets))
    const kind = 'set-response-last-datablock-with-list'
    return [apdu({ kind, invokeIdAndPriority, results, blockNumber }), undefined]
  }
  const result = writeAttribute(serving, at(attributes, 0), decode(encodedData, octets))
  return [apdu({ kind: 'set-response-last-datablock', invokeIdAndPriority, result, blockNumber }), undefined]
}

/** One attribute, or a part of it. */
export function writeAttribute(
  { device, requester }: Serving,
  { attribute, accessSelection }: LongTarget,
  value: Uint8Array,
): DataAccessResult {
  return device.set(requester, attribute, value, accessSelection)
}

function writeAll(
  serving: Serving,
  attributes: readonly LongTarget[],
  values: readonly Uint8Array[],
): DataAccessResult[] {
  return attributes.map((target, i) =>
    values[i] === undefined ? 'other-reason' : writeAttribute(serving, target, values[i]),
  )
}

/** Ends a long SET with the same result for all its attributes. */
function refuse(
  list: boolean,
  count: number,
  { blockNumber }: DataBlock,
  result: DataAccessResult,
  invokeIdAndPriority: InvokeId,
): Reply {
  const response: SetResponse = list
    ? {
        kind: 'set-response-last-datablock-with-list',
        invokeIdAndPriority,
        results: Array<DataAccessResult>(count).fill(result),
        blockNumber,
      }
    : { kind: 'set-response-last-datablock', invokeIdAndPriority, result, blockNumber }
  return [apdu(response), undefined]
}
