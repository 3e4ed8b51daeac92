import { axdr, decode, encode } from '@ferraris/codec'
import {
  type ActionOutcome,
  type ActionRequest,
  type ActionResponse,
  actionResponse,
} from '../apdu/action.ts'
import type { MethodDescriptor } from '../apdu/descriptors.ts'
import { encodedData } from '../apdu/encoded-data.ts'
import { getDataResult } from '../apdu/get.ts'
import type { InvokeId } from '../apdu/invoke-id.ts'
import type { ActionResult } from '../apdu/results.ts'
import type { DataBlock } from '../apdu/set.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import {
  cutBlock,
  joinBlocks,
  noBlocks,
  type OutgoingBlocks,
  startBlocks,
  takeBlock,
} from '../block-transfer.ts'
import type { Reply } from './get.ts'
import type { LogicalDevice, Requester, Transfer } from './state.ts'

type LongAction = Extract<Transfer, { kind: 'action-request' }>

/** Octets of an action-response-with-pblock besides its raw data. */
const blockOverhead = 11

const apdu = (value: ActionResponse): Uint8Array => tagged(apduTags['action-response'], actionResponse, value)

/** Serves ACTION; `limit` is the longest plain APDU the client takes, `maxLength` bounds parameters from blocks. */
export function serveAction(
  device: LogicalDevice,
  who: Requester,
  request: ActionRequest,
  transfer: Transfer | undefined,
  limit: number,
  maxLength: number,
): Reply {
  const { invokeIdAndPriority } = request
  switch (request.kind) {
    case 'action-request-normal':
      return answer(
        [invoke(device, who, request.method, request.parameters)],
        false,
        invokeIdAndPriority,
        limit,
      )
    case 'action-request-with-list': {
      const outcomes = request.methods.map((method, i) => invoke(device, who, method, request.parameters[i]))
      return answer(outcomes, true, invokeIdAndPriority, limit)
    }
    case 'action-request-with-first-pblock': {
      const long: LongAction = {
        kind: 'action-request',
        methods: [request.method],
        list: false,
        incoming: noBlocks,
      }
      return onBlock(device, who, long, request.dataBlock, invokeIdAndPriority, limit, maxLength)
    }
    case 'action-request-with-list-and-first-pblock': {
      const long: LongAction = {
        kind: 'action-request',
        methods: request.methods,
        list: true,
        incoming: noBlocks,
      }
      return onBlock(device, who, long, request.dataBlock, invokeIdAndPriority, limit, maxLength)
    }
    case 'action-request-with-pblock':
      return transfer?.kind === 'action-request'
        ? onBlock(device, who, transfer, request.dataBlock, invokeIdAndPriority, limit, maxLength)
        : [failure('no-long-action-in-progress', invokeIdAndPriority), undefined]
    case 'action-request-next-pblock':
      return transfer?.kind === 'action-response' && request.blockNumber === transfer.outgoing.number - 1
        ? nextBlock(transfer.outgoing, invokeIdAndPriority, limit)
        : [failure('no-long-action-in-progress', invokeIdAndPriority), undefined]
  }
}

function invoke(
  device: LogicalDevice,
  who: Requester,
  method: MethodDescriptor,
  parameters?: Uint8Array,
): ActionOutcome {
  const { result, data } = device.action(who, method, parameters)
  return data === undefined ? { result } : { result, returnParameters: { kind: 'data', data } }
}

function answer(
  outcomes: ActionOutcome[],
  list: boolean,
  invokeIdAndPriority: InvokeId,
  limit: number,
): Reply {
  const whole = list
    ? apdu({ kind: 'action-response-with-list', invokeIdAndPriority, responses: outcomes })
    : apdu({ kind: 'action-response-normal', invokeIdAndPriority, response: outcomes[0]! })
  if (whole.length <= limit) return [whole, undefined]
  const results = outcomes.flatMap(outcome => outcome.returnParameters ?? [])
  // A block carries return parameters only: an outcome without them cannot travel in blocks.
  if (results.length !== outcomes.length) return [failure('other-reason', invokeIdAndPriority), undefined]
  const first = results[0]!
  const octets = !list && first.kind === 'data' ? first.data : encode(axdr.listOf(getDataResult), results)
  return nextBlock(startBlocks(octets), invokeIdAndPriority, limit)
}

function nextBlock(outgoing: OutgoingBlocks, invokeIdAndPriority: InvokeId, limit: number): Reply {
  const [dataBlock, rest] = cutBlock(outgoing, Math.max(1, limit - blockOverhead))
  const response = apdu({ kind: 'action-response-with-pblock', invokeIdAndPriority, dataBlock })
  return [response, rest && { kind: 'action-response', outgoing: rest }]
}

function onBlock(
  device: LogicalDevice,
  who: Requester,
  long: LongAction,
  block: DataBlock,
  invokeIdAndPriority: InvokeId,
  limit: number,
  maxLength: number,
): Reply {
  const { blockNumber, rawData } = block
  if (blockNumber !== long.incoming.next || long.incoming.length + rawData.length > maxLength) {
    return [failure('long-action-aborted', invokeIdAndPriority), undefined]
  }
  const incoming = takeBlock(long.incoming, blockNumber, rawData, maxLength)
  if (!block.lastBlock) {
    return [
      apdu({ kind: 'action-response-next-pblock', invokeIdAndPriority, blockNumber }),
      { ...long, incoming },
    ]
  }
  const octets = joinBlocks(incoming)
  const parameters = long.list ? decode(axdr.listOf(encodedData), octets) : [decode(encodedData, octets)]
  const outcomes = long.methods.map((method, i) => invoke(device, who, method, parameters[i]))
  return answer(outcomes, long.list, invokeIdAndPriority, limit)
}

const failure = (result: ActionResult, invokeIdAndPriority: InvokeId): Uint8Array =>
  apdu({ kind: 'action-response-normal', invokeIdAndPriority, response: { result } })
