import { Reader } from '@ferraris/bytes'
import { axdr } from '@ferraris/codec'
import { encodedData } from '../apdu/elements/encoded-data.ts'
import type { InvokeId } from '../apdu/elements/invoke-id.ts'
import { longInvokeIdOf } from '../apdu/elements/invoke-id.ts'
import { accessResponse } from '../apdu/services/access.ts'
import type { ActionOutcome, ActionResponse } from '../apdu/services/action.ts'
import { type GetDataResult, type GetResponse, getDataResult, getResponse } from '../apdu/services/get.ts'
import { type SetResponse, setResponse } from '../apdu/services/set.ts'
import { readResponse, writeResponse } from '../apdu/services/short-name.ts'
import { untaggedTolerant } from '../apdu/tagged.ts'
import { apduName } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import type { DataAccessResult, ServiceResponse } from '../request.ts'
import { accessOutcomes } from './access-request.ts'
import { readActionResponse } from './action-response.ts'
import { longOutcome, longOutcomes } from './long-outcomes.ts'
import { actionNextBlock, getNextBlock } from './requests.ts'
import { acknowledged, collect, complete, match, type Pending, type Reading } from './response-reading.ts'
import { onRead, onWrite } from './short-names/variable-responses.ts'
import type { Exchange } from './state.ts'

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

/** A server that gives up a list may answer once for all of it. */
function repeated(items: number, result: GetDataResult): GetDataResult[] {
  return result.kind === 'data' ? [result] : Array<GetDataResult>(items).fill(result)
}

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

function onAccess(pending: Pending, plain: Uint8Array): Reading {
  const { request } = pending.exchange
  const response = untaggedTolerant(accessResponse, plain)
  match(pending, 'access', longInvokeIdOf(response.longInvokeIdAndPriority).id)
  const items = request.service === 'access' ? request.items : []
  return complete({ service: 'access', results: accessOutcomes(items, response) })
}
