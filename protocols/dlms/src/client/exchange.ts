import { Reader } from '@ferraris/bytes'
import { axdr, decode } from '@ferraris/codec'
import { type ActionOutcome, type ActionResponse, actionResponse } from '../apdu/action.ts'
import { encodedData } from '../apdu/encoded-data.ts'
import { exceptionResponse } from '../apdu/errors.ts'
import { type GetResponse, getDataResult, getResponse } from '../apdu/get.ts'
import type { InvokeId } from '../apdu/invoke-id.ts'
import { type SetResponse, setResponse } from '../apdu/set.ts'
import { untagged, untaggedTolerant } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { joinBlocks, noBlocks, takeBlock } from '../block-transfer.ts'
import { DlmsError } from '../dlms-error.ts'
import type { ServiceRequest, ServiceResponse } from '../request.ts'
import { confirmedError, exceptionError } from './associate.ts'
import { isCiphered, protect, protectionLength, serviceKey, unprotect } from './protection.ts'
import { actionNextBlock, getNextBlock, nextRequestBlock, requestApdu } from './requests.ts'
import type { ClientState, ClientStep, Exchange, ServerFacts } from './state.ts'

/** Sends a request, or its first block. */
export function sendRequest(state: ClientState, server: ServerFacts, request: ServiceRequest): ClientStep {
  const invokeId = (state.invokeId + 1) & 0x0f
  const numbered = { ...state, invokeId }
  const { apdu, outgoing } = requestApdu(request, priority(numbered), plainLimit(numbered, server))
  return send(numbered, server, apdu, { request, outgoing, incoming: noBlocks })
}

/** Takes what the server sent while a request is under way. */
export function onResponse(
  state: ClientState,
  server: ServerFacts,
  exchange: Exchange,
  apdu: Uint8Array,
): ClientStep {
  const [next, plain] = unprotect(state, server, apdu)
  switch (plain[0]) {
    case apduTags['exception-response']:
      return refused(next, server, exceptionError(untagged(exceptionResponse, plain)))
    case apduTags['confirmed-service-error']:
      return refused(next, server, confirmedError(plain))
    case apduTags['get-response']:
      return onGet(next, server, exchange, untaggedTolerant(getResponse, plain))
    case apduTags['set-response']:
      return onSet(next, server, exchange, untaggedTolerant(setResponse, plain))
    case apduTags['action-response']:
      return onAction(next, server, exchange, untaggedTolerant(actionResponse, plain))
    default:
      throw new DlmsError(
        'unexpected-apdu',
        `APDU ${plain[0]?.toString(16)} in answer to ${exchange.request.service}`,
      )
  }
}

function onGet(
  state: ClientState,
  server: ServerFacts,
  exchange: Exchange,
  response: GetResponse,
): ClientStep {
  const items = expect(exchange, 'get', state, response.invokeIdAndPriority)
  switch (response.kind) {
    case 'get-response-normal':
      return finished(state, server, items, { service: 'get', results: [response.result] })
    case 'get-response-with-list':
      return finished(state, server, items, { service: 'get', results: response.results })
    case 'get-response-with-datablock': {
      const { result, blockNumber, lastBlock } = response
      if (result.kind === 'data-access-result') {
        return finished(state, server, items, { service: 'get', results: Array(items).fill(result) })
      }
      const incoming = takeBlock(
        exchange.incoming,
        blockNumber,
        result.rawData,
        state.settings.maxResponseLength,
      )
      if (!lastBlock)
        return send(state, server, getNextBlock(priority(state), blockNumber), { ...exchange, incoming })
      const reader = new Reader(joinBlocks(incoming))
      const results =
        items === 1
          ? [{ kind: 'data' as const, data: encodedData.decode(reader) }]
          : axdr.listOf(getDataResult).decode(reader)
      return finished(state, server, items, { service: 'get', results })
    }
  }
}

function onSet(
  state: ClientState,
  server: ServerFacts,
  exchange: Exchange,
  response: SetResponse,
): ClientStep {
  const items = expect(exchange, 'set', state, response.invokeIdAndPriority)
  switch (response.kind) {
    case 'set-response-normal':
    case 'set-response-last-datablock':
      return finished(state, server, items, { service: 'set', results: [response.result] })
    case 'set-response-with-list':
    case 'set-response-last-datablock-with-list':
      return finished(state, server, items, { service: 'set', results: response.results })
    case 'set-response-datablock':
      return sendNextBlock(state, server, exchange, 'set', response.blockNumber)
  }
}

function onAction(
  state: ClientState,
  server: ServerFacts,
  exchange: Exchange,
  response: ActionResponse,
): ClientStep {
  const items = expect(exchange, 'action', state, response.invokeIdAndPriority)
  switch (response.kind) {
    case 'action-response-normal':
      return finished(state, server, items, { service: 'action', results: [response.response] })
    case 'action-response-with-list':
      return finished(state, server, items, { service: 'action', results: response.responses })
    case 'action-response-next-pblock':
      return sendNextBlock(state, server, exchange, 'action', response.blockNumber)
    case 'action-response-with-pblock': {
      const { blockNumber, lastBlock, rawData } = response.dataBlock
      const incoming = takeBlock(exchange.incoming, blockNumber, rawData, state.settings.maxResponseLength)
      if (!lastBlock)
        return send(state, server, actionNextBlock(priority(state), blockNumber), { ...exchange, incoming })
      const octets = joinBlocks(incoming)
      const results: ActionOutcome[] =
        items === 1
          ? [{ result: 'success', returnParameters: { kind: 'data', data: octets } }]
          : decode(axdr.listOf(getDataResult), octets).map(returnParameters => ({
              result: 'success',
              returnParameters,
            }))
      return finished(state, server, items, { service: 'action', results })
    }
  }
}

/** Sends the next block of a long request once the server has acknowledged the one before. */
function sendNextBlock(
  state: ClientState,
  server: ServerFacts,
  exchange: Exchange,
  service: 'set' | 'action',
  acknowledged: number,
): ClientStep {
  if (exchange.outgoing === undefined || acknowledged !== exchange.outgoing.number - 1) {
    throw new DlmsError(
      'block-transfer',
      `the server acknowledges block ${acknowledged}, which was not the last sent`,
    )
  }
  const limit = plainLimit(state, server)
  const { apdu, outgoing } = nextRequestBlock(service, exchange.outgoing, priority(state), limit)
  return send(state, server, apdu, { ...exchange, outgoing })
}

function send(state: ClientState, server: ServerFacts, plain: Uint8Array, exchange: Exchange): ClientStep {
  const [next, apdu] = protect(state, plain, serviceKey(state))
  return [{ ...next, phase: { name: 'awaiting-response', server, exchange } }, [{ kind: 'send', apdu }]]
}

function finished(
  state: ClientState,
  server: ServerFacts,
  items: number,
  response: ServiceResponse,
): ClientStep {
  if (response.results.length !== items) {
    throw new DlmsError('unexpected-apdu', `${response.results.length} results for ${items} items`)
  }
  return [{ ...state, phase: { name: 'ready', server } }, [{ kind: 'response', response }]]
}

/** The request failed, the association stands. */
const refused = (state: ClientState, server: ServerFacts, error: DlmsError): ClientStep => [
  { ...state, phase: { name: 'ready', server } },
  [{ kind: 'failed', error }],
]

/** Checks that a response belongs to the request under way; returns how many items that has. */
function expect(
  exchange: Exchange,
  service: ServiceRequest['service'],
  state: ClientState,
  { id }: InvokeId,
): number {
  if (exchange.request.service !== service || id !== state.invokeId) {
    throw new DlmsError(
      'unexpected-apdu',
      `${service}-response with invoke id ${id} in answer to ${exchange.request.service} with ${state.invokeId}`,
    )
  }
  return exchange.request.items.length
}

const priority = (state: ClientState): InvokeId => ({
  id: state.invokeId,
  confirmed: true,
  highPriority: true,
})

/** How long a plain APDU may be so that it still fits into the server's receive size once protected. */
function plainLimit(state: ClientState, server: ServerFacts): number {
  if (server.maxReceivePduSize === 0) return Number.POSITIVE_INFINITY
  const { security } = state.settings
  if (!isCiphered(security)) return server.maxReceivePduSize
  return server.maxReceivePduSize - protectionLength(security)
}
