import { axdr, decode } from '@ferraris/codec'
import { encodedData } from '../apdu/encoded-data.ts'
import type { InvokeId } from '../apdu/invoke-id.ts'
import type { DataAccessResult } from '../apdu/results.ts'
import { type DataBlock, type SetRequest, type SetResponse, setResponse } from '../apdu/set.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { type IncomingBlocks, joinBlocks, noBlocks, takeBlock } from '../block-transfer.ts'
import type { Reply } from './get.ts'
import type { LogicalDevice, LongTarget, Requester, Transfer } from './state.ts'

type LongSet = Extract<Transfer, { kind: 'set-request' }>

const apdu = (value: SetResponse): Uint8Array => tagged(apduTags['set-response'], setResponse, value)

/** Serves SET; `maxLength` bounds a value put together from blocks. */
export function serveSet(
  device: LogicalDevice,
  who: Requester,
  request: SetRequest,
  transfer: Transfer | undefined,
  maxLength: number,
): Reply {
  const { invokeIdAndPriority } = request
  switch (request.kind) {
    case 'set-request-normal': {
      const result = device.set(who, request.attribute, request.value, request.accessSelection)
      return [apdu({ kind: 'set-response-normal', invokeIdAndPriority, result }), undefined]
    }
    case 'set-request-with-list': {
      const { attributes, values } = request
      const results = attributes.map(
        (target, i): DataAccessResult =>
          values[i] === undefined ? 'other-reason' : write(device, who, target, values[i]),
      )
      return [apdu({ kind: 'set-response-with-list', invokeIdAndPriority, results }), undefined]
    }
    case 'set-request-with-first-datablock': {
      const { attribute, accessSelection, dataBlock } = request
      const long: LongSet = {
        kind: 'set-request',
        attributes: [{ attribute, accessSelection }],
        list: false,
        incoming: noBlocks,
      }
      return onBlock(device, who, long, dataBlock, invokeIdAndPriority, maxLength)
    }
    case 'set-request-with-list-and-first-datablock': {
      const { attributes, dataBlock } = request
      const long: LongSet = { kind: 'set-request', attributes, list: true, incoming: noBlocks }
      return onBlock(device, who, long, dataBlock, invokeIdAndPriority, maxLength)
    }
    case 'set-request-with-datablock':
      if (transfer?.kind !== 'set-request') {
        return [refusal(request.dataBlock, 'no-long-set-in-progress', invokeIdAndPriority), undefined]
      }
      return onBlock(device, who, transfer, request.dataBlock, invokeIdAndPriority, maxLength)
  }
}

function onBlock(
  device: LogicalDevice,
  who: Requester,
  long: LongSet,
  block: DataBlock,
  invokeIdAndPriority: InvokeId,
  maxLength: number,
): Reply {
  const { blockNumber } = block
  if (blockNumber !== long.incoming.next) {
    return [refusal(block, 'data-block-number-invalid', invokeIdAndPriority), undefined]
  }
  if (long.incoming.length + block.rawData.length > maxLength) {
    return [refusal(block, 'long-set-aborted', invokeIdAndPriority), undefined]
  }
  const incoming: IncomingBlocks = takeBlock(long.incoming, blockNumber, block.rawData, maxLength)
  if (!block.lastBlock) {
    return [apdu({ kind: 'set-response-datablock', invokeIdAndPriority, blockNumber }), { ...long, incoming }]
  }
  const octets = joinBlocks(incoming)
  if (!long.list) {
    const result = write(device, who, long.attributes[0]!, decode(encodedData, octets))
    return [
      apdu({ kind: 'set-response-last-datablock', invokeIdAndPriority, result, blockNumber }),
      undefined,
    ]
  }
  const values = decode(axdr.listOf(encodedData), octets)
  const results = long.attributes.map(
    (target, i): DataAccessResult =>
      values[i] === undefined ? 'other-reason' : write(device, who, target, values[i]),
  )
  return [
    apdu({ kind: 'set-response-last-datablock-with-list', invokeIdAndPriority, results, blockNumber }),
    undefined,
  ]
}

const write = (
  device: LogicalDevice,
  who: Requester,
  target: LongTarget,
  value: Uint8Array,
): DataAccessResult => device.set(who, target.attribute, value, target.accessSelection)

const refusal = (block: DataBlock, result: DataAccessResult, invokeIdAndPriority: InvokeId): Uint8Array =>
  apdu({ kind: 'set-response-last-datablock', invokeIdAndPriority, result, blockNumber: block.blockNumber })
