import { at } from '@ferraris/bytes'
import { axdr, decode, encode } from '@ferraris/codec'
import type { MethodDescriptor } from '../apdu/elements/descriptors.ts'
import { encodedData } from '../apdu/elements/encoded-data.ts'
import type { InvokeId } from '../apdu/elements/invoke-id.ts'
import type { ActionResult } from '../apdu/elements/results.ts'
import {
  type ActionOutcome,
  type ActionRequest,
  type ActionResponse,
  actionOutcome,
  actionResponse,
} from '../apdu/services/action.ts'
import type { DataBlock } from '../apdu/services/set.ts'
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
import { needsBlocks, type Reply, type Serving } from './serving.ts'
import type { Transfer } from './state.ts'

type LongAction = Extract<Transfer, { readonly kind: 'action-request' }>

/** Octets of an action-response-with-pblock besides its raw data. */
const blockOverhead = 11

function apdu(value: ActionResponse): Uint8Array {
  return tagged(apduTags['action-response'], actionResponse, value)
}

/** Serves ACTION. One that asks for no confirmation is carried out in silence. */
export function serveAction(serving: Serving, request: ActionRequest): Reply {
  const { transfer } = serving
  const { invokeIdAndPriority } = request
  switch (request.kind) {
    case 'action-request-normal':
      return answer(
        serving,
        [invoke(serving, request.method, request.parameters)],
        false,
        invokeIdAndPriority,
      )
    case 'action-request-with-list': {
      const outcomes = invokeAll(serving, request.methods, request.parameters)
      return answer(serving, outcomes, true, invokeIdAndPriority)
    }
    case 'action-request-with-first-pblock': {
      const long: LongAction = { ...longAction, methods: [request.method], list: false }
      return onBlock(serving, long, request.dataBlock, invokeIdAndPriority)
    }
    case 'action-request-with-list-and-first-pblock': {
      const long: LongAction = { ...longAction, methods: request.methods, list: true }
      return onBlock(serving, long, request.dataBlock, invokeIdAndPriority)
    }
    case 'action-request-with-pblock':
      return transfer?.kind === 'action-request'
        ? onBlock(serving, transfer, request.dataBlock, invokeIdAndPriority)
        : [failure('no-long-action-in-progress', invokeIdAndPriority), undefined]
    case 'action-request-next-pblock':
      if (transfer?.kind !== 'action-response')
        return [failure('no-long-action-in-progress', invokeIdAndPriority), undefined]
      return request.blockNumber === transfer.outgoing.number - 1
        ? nextBlock(transfer.outgoing, invokeIdAndPriority, serving.limit)
        : [failure('long-action-aborted', invokeIdAndPriority), undefined]
  }
}

const longAction = { kind: 'action-request', incoming: noBlocks } as const

/** One method. */
export function invoke(
  { device, requester }: Serving,
  method: MethodDescriptor,
  parameters?: Uint8Array,
): ActionOutcome {
  const { result, data } = device.action(requester, method, parameters)
  return data === undefined ? { result } : { result, returnParameters: { kind: 'data', data } }
}

function invokeAll(
  serving: Serving,
  methods: readonly MethodDescriptor[],
  parameters: readonly Uint8Array[],
): ActionOutcome[] {
  return methods.map((method, i) => invoke(serving, method, parameters[i]))
}

function answer(
  serving: Serving,
  outcomes: ActionOutcome[],
  list: boolean,
  invokeIdAndPriority: InvokeId,
): Reply {
  if (!invokeIdAndPriority.confirmed) return [undefined, undefined]
  const whole = list
    ? apdu({ kind: 'action-response-with-list', invokeIdAndPriority, responses: outcomes })
    : apdu({ kind: 'action-response-normal', invokeIdAndPriority, response: at(outcomes, 0) })
  if (!needsBlocks(serving, whole, 'block-transfer-with-action')) return [whole, undefined]
  return nextBlock(startBlocks(longOutcome(outcomes, list)), invokeIdAndPriority, serving.limit)
}

/** As with GET, the blocks of one method hold its bare return value; those of a list must tell the outcomes apart. */
function longOutcome(outcomes: ActionOutcome[], list: boolean): Uint8Array {
  const returned = outcomes[0]?.returnParameters
  return !list && returned?.kind === 'data' ? returned.data : encode(axdr.listOf(actionOutcome), outcomes)
}

function nextBlock(outgoing: OutgoingBlocks, invokeIdAndPriority: InvokeId, limit: number): Reply {
  const [dataBlock, rest] = cutBlock(outgoing, Math.max(1, limit - blockOverhead))
  const response = apdu({ kind: 'action-response-with-pblock', invokeIdAndPriority, dataBlock })
  return [response, rest && { kind: 'action-response', outgoing: rest }]
}

function onBlock(serving: Serving, long: LongAction, block: DataBlock, invokeIdAndPriority: InvokeId): Reply {
  const { blockNumber, rawData } = block
  if (blockNumber !== long.incoming.next || long.incoming.length + rawData.length > serving.maxLength) {
    return [failure('long-action-aborted', invokeIdAndPriority), undefined]
  }
  const incoming = takeBlock(long.incoming, blockNumber, rawData, serving.maxLength)
  if (!block.lastBlock) {
    const response = apdu({ kind: 'action-response-next-pblock', invokeIdAndPriority, blockNumber })
    return [response, { ...long, incoming }]
  }
  const octets = joinBlocks(incoming)
  const parameters = long.list ? decode(axdr.listOf(encodedData), octets) : [decode(encodedData, octets)]
  return answer(serving, invokeAll(serving, long.methods, parameters), long.list, invokeIdAndPriority)
}

function failure(result: ActionResult, invokeIdAndPriority: InvokeId): Uint8Array {
  return apdu({ kind: 'action-response-normal', invokeIdAndPriority, response: { result } })
}
