import { DecodeError, Reader } from '@ferraris/bytes'
import { axdr, decode } from '@ferraris/codec'
import { accessResponse } from '../apdu/access.ts'
import { type ActionOutcome, type ActionResponse, actionOutcome } from '../apdu/action.ts'
import { encodedData } from '../apdu/encoded-data.ts'
import { type GetDataResult, type GetResponse, getDataResult, getResponse } from '../apdu/get.ts'
import type { InvokeId } from '../apdu/invoke-id.ts'
import { longInvokeIdOf } from '../apdu/invoke-id.ts'
import { type SetResponse, setResponse } from '../apdu/set.ts'
import {
  type ReadResponse,
  readResponse,
  readResult,
  type WriteResponse,
  writeResponse,
} from '../apdu/short-name.ts'
import { untaggedTolerant } from '../apdu/tagged.ts'
import { apduName } from '../apdu/tags.ts'
import { type IncomingBlocks, joinBlocks, takeBlock } from '../block-transfer.ts'
import { DlmsError } from '../dlms-error.ts'
import type { DataAccessResult, ServiceRequest, ServiceResponse } from '../request.ts'
import { accessOutcomes } from './access-request.ts'
import { readActionResponse } from './action-response.ts'
import { actionNextBlock, getNextBlock, type LongService } from './requests.ts'
import type { Exchange } from './state.ts'
import { readNextBlock } from './variable-requests.ts'

/** What a response APDU means for the request under way. */
export type Reading =
  | { readonly kind: 'complete'; readonly response: ServiceResponse }
  /** A block of a long response; the next one is to be asked for. */
  | {
      readonly kind: 'more'
      readonly incoming: IncomingBlocks
      readonly ask: (invokeId: InvokeId) => Uint8Array
    }
  /** The server has our last block and waits for the next. */
  | { readonly kind: 'acknowledged'; readonly service: LongService }

/** What the readers need to know of the request. */
interface Pending {
  readonly exchange: Exchange
  readonly items: number
  readonly invokeId: number
  readonly maxLength: number
}

/** Reads the plain response to a request. Throws DlmsError for one that answers another request, DecodeError. */
export function readResponseTo(
  exchange: Exchange,
  plain: Uint8Array,
  invokeId: number,
  maxLength: number,
): Reading {
  const pending = { exchange, items: exchange.request.items.length, invokeId, maxLength }
  switch (apduName(plain[0] ?? 0)) {
    case 'get-response':
      return onGet(pending, untaggedTolerant(getResponse, plain))
    case 'set-response':
      return onSet(pending, untaggedTolerant(setResponse, plain))
    case 'action-response':
      return onAction(pending, readActionResponse(plain))
    case 'access-response':
      return onAccess(pending, plain)
    case 'read-response':
      return onRead(pending, untaggedTolerant(readResponse, plain))
    case 'write-response':
      return onWrite(pending, untaggedTolerant(writeResponse, plain))
    default:
      throw new DlmsError(
        'unexpected-apdu',
        `APDU ${plain[0]?.toString(16)} in answer to ${exchange.request.service}`,
      )
  }
}

const complete = (response: ServiceResponse): Reading => ({ kind: 'complete', response })

/** Checks that a response answers the request under way. */
function match(
  { exchange, invokeId }: Pending,
  service: ServiceRequest['service'],
  id: number = invokeId,
): void {
  if (exchange.request.service !== service || id !== invokeId) {
    throw new DlmsError(
      'unexpected-apdu',
      `${service}-response with invoke id ${id} in answer to ${exchange.request.service} with ${invokeId}`,
    )
  }
}

interface Block {
  readonly lastBlock: boolean
  readonly blockNumber: number
  readonly rawData: Uint8Array
}

/** Adds a block. The whole is read at the last one, before that the next is asked for. */
function collect(
  { exchange, maxLength }: Pending,
  { lastBlock, blockNumber, rawData }: Block,
  ask: (invokeId: InvokeId) => Uint8Array,
  read: (octets: Uint8Array) => ServiceResponse,
): Reading {
  const incoming = takeBlock(exchange.incoming, blockNumber, rawData, maxLength)
  return lastBlock ? complete(read(joinBlocks(incoming))) : { kind: 'more', incoming, ask }
}

/** The server has a block of ours: it must be the last one sent. */
function acknowledged({ exchange: { outgoing } }: Pending, service: LongService, number: number): Reading {
  if (outgoing === undefined || number !== outgoing.number - 1) {
    throw new DlmsError(
      'block-transfer',
      `the server acknowledges block ${number}, which was not the last sent`,
    )
  }
  return { kind: 'acknowledged', service }
}

function onGet(pending: Pending, response: GetResponse): Reading {
  match(pending, 'get', response.invokeIdAndPriority.id)
  const { items } = pending
  const got = (results: GetDataResult[]): ServiceResponse => ({ service: 'get', results })
  switch (response.kind) {
    case 'get-response-normal':
      return complete(got(repeated(items, response.result)))
    case 'get-response-with-list':
      return complete(got(response.results))
    case 'get-response-with-datablock': {
      const { result, blockNumber, lastBlock } = response
      if (result.kind === 'data-access-result') return complete(got(Array<GetDataResult>(items).fill(result)))
      const ask = (invokeId: InvokeId) => getNextBlock(invokeId, blockNumber)
      return collect(pending, { lastBlock, blockNumber, rawData: result.rawData }, ask, octets => {
        const reader = new Reader(octets)
        return got(
          items === 1
            ? [{ kind: 'data', data: encodedData.decode(reader) }]
            : axdr.listOf(getDataResult).decode(reader),
        )
      })
    }
  }
}

/** A server that gives up a list may say so once for all of it. */
const repeated = (items: number, result: GetDataResult): GetDataResult[] =>
  result.kind === 'data' ? [result] : Array<GetDataResult>(items).fill(result)

function onSet(pending: Pending, response: SetResponse): Reading {
  match(pending, 'set', response.invokeIdAndPriority.id)
  const wrote = (results: DataAccessResult[]) => complete({ service: 'set', results })
  switch (response.kind) {
    case 'set-response-normal':
    case 'set-response-last-datablock': {
      const { result } = response
      return wrote(Array<DataAccessResult>(result === 'success' ? 1 : pending.items).fill(result))
    }
    case 'set-response-with-list':
    case 'set-response-last-datablock-with-list':
      return wrote(response.results)
    case 'set-response-datablock':
      return acknowledged(pending, 'set', response.blockNumber)
  }
}

function onAction(pending: Pending, response: ActionResponse): Reading {
  match(pending, 'action', response.invokeIdAndPriority.id)
  const { items } = pending
  const did = (results: ActionOutcome[]): ServiceResponse => ({ service: 'action', results })
  switch (response.kind) {
    case 'action-response-normal': {
      const { result } = response.response
      return complete(
        did(result === 'success' ? [response.response] : Array<ActionOutcome>(items).fill({ result })),
      )
    }
    case 'action-response-with-list':
      return complete(did(response.responses))
    case 'action-response-next-pblock':
      return acknowledged(pending, 'action', response.blockNumber)
    case 'action-response-with-pblock': {
      const { dataBlock } = response
      const ask = (invokeId: InvokeId) => actionNextBlock(invokeId, dataBlock.blockNumber)
      return collect(pending, dataBlock, ask, octets =>
        did(items === 1 ? [longOutcome(octets)] : longOutcomes(octets)),
      )
    }
  }
}

/** Servers differ in what the blocks of a long response hold: the bare return value, or the outcome with it. */
function longOutcome(octets: Uint8Array): ActionOutcome {
  return firstThatFits(
    () => ({ result: 'success', returnParameters: { kind: 'data', data: decode(encodedData, octets) } }),
    () => decode(actionOutcome, octets),
  )
}

/** And so with a list: the outcomes, or the return values of methods that all succeeded. */
function longOutcomes(octets: Uint8Array): ActionOutcome[] {
  return firstThatFits(
    () => decode(axdr.listOf(actionOutcome), octets),
    () =>
      decode(axdr.listOf(getDataResult), octets).map(returnParameters => ({
        result: 'success',
        returnParameters,
      })),
  )
}

function firstThatFits<T>(first: () => T, second: () => T): T {
  try {
    return first()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return second()
  }
}

function onAccess(pending: Pending, plain: Uint8Array): Reading {
  const { request } = pending.exchange
  const response = untaggedTolerant(accessResponse, plain)
  match(pending, 'access', longInvokeIdOf(response.longInvokeIdAndPriority).id)
  const items = request.service === 'access' ? request.items : []
  return complete({ service: 'access', results: accessOutcomes(items, response) })
}

function onRead(pending: Pending, { results }: ReadResponse): Reading {
  match(pending, 'read')
  const [first] = results
  if (results.length === 1 && first?.kind === 'data-block-result') {
    const ask = () => readNextBlock(first.blockNumber)
    return collect(pending, first, ask, octets => readOf(decode(axdr.listOf(readResult), octets)))
  }
  if (results.length === 1 && first?.kind === 'block-number') {
    return acknowledged(pending, 'read', first.blockNumber)
  }
  return complete(readOf(results))
}

const readOf = (results: ReadResponse['results']): ServiceResponse => ({
  service: 'read',
  results: results.map((result): GetDataResult => {
    if (result.kind === 'data') return result
    if (result.kind === 'data-access-error') return { kind: 'data-access-result', result: result.error }
    throw new DlmsError('unexpected-apdu', `${result.kind} in a list of results`)
  }),
})

function onWrite(pending: Pending, { results }: WriteResponse): Reading {
  match(pending, 'write')
  const [first] = results
  if (results.length === 1 && first?.kind === 'block-number') {
    return acknowledged(pending, 'write', first.blockNumber)
  }
  return complete({
    service: 'write',
    results: results.map(result => {
      if (result.kind === 'success') return 'success'
      if (result.kind === 'data-access-error') return result.error
      throw new DlmsError('unexpected-apdu', `${result.kind} in a list of results`)
    }),
  })
}
