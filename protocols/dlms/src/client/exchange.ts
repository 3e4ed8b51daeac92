import { decodeData } from '@ferraris/cosem'
import { supports } from '../apdu/association/conformance.ts'
import { exceptionResponse } from '../apdu/errors.ts'
import { generalBlockTransfer } from '../apdu/protection/general.ts'
import { untagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { noBlocks } from '../block-transfer.ts'
import { DlmsError } from '../dlms-error.ts'
import {
  type BlockLink,
  createBlockLink,
  isBlock,
  type LinkResult,
  repeat,
  sendMessage,
  takeBlock,
} from '../general-block-transfer/block-link.ts'
import { isNotification } from '../push/notification.ts'
import { unconfirmedBlocks } from '../push/unconfirmed-blocks.ts'
import type { ServiceRequest, ServiceResponse } from '../request.ts'
import { objectListName, ShortNames } from '../short-names/short-names.ts'
import { abandon, isLate, nextInvokeId, settleLate } from './late.ts'
import { isUntrusted, notified, onPushedBlock } from './notifications.ts'
import { isCiphered, protect, protectionLength, serviceKey, unprotect } from './protection.ts'
import { confirmedError, exceptionError } from './refusals.ts'
import type { RequestFrame } from './request-frame.ts'
import { nextRequestBlock, requestApdu } from './requests.ts'
import { readResponseTo } from './responses.ts'
import { fromShortNames, isLogical, type LogicalRequest, toShortNames } from './short-names/short-names.ts'
import type { ClientOutput, ClientState, ClientStep, Exchange, Purpose, ServerFacts } from './state.ts'

/** Sends a request, or its first block; with short names, after their list has been read once. */
export function sendRequest(state: ClientState, server: ServerFacts, request: ServiceRequest): ClientStep {
  return state.settings.referencing === 'SN' && isLogical(request)
    ? sendByShortNames(state, server, request)
    : begin(state, server, request)
}

function sendByShortNames(state: ClientState, server: ServerFacts, request: LogicalRequest): ClientStep {
  if (state.shortNames === undefined) {
    const items = [{ shortName: objectListName }]
    return begin(state, server, { service: 'read', items }, { kind: 'object-list', asked: request })
  }
  const translation = toShortNames(state.shortNames, request)
  const { wire } = translation
  if (wire.items.length > 0) return begin(state, server, wire, { kind: 'translation', translation })
  // None of the objects has a short name: there is nothing to ask.
  return ready(state, server, fromShortNames(translation, { service: wire.service, results: [] }))
}

function begin(
  state: ClientState,
  server: ServerFacts,
  request: ServiceRequest,
  purpose?: Purpose,
): ClientStep {
  const numbered = { ...state, invokeId: nextInvokeId(state) }
  const confirmed = !('confirmed' in request) || request.confirmed !== false
  const { apdu, outgoing } = requestApdu(request, frameOf(numbered, server, confirmed))
  if (confirmed)
    return send(numbered, server, apdu, { request, outgoing, incoming: noBlocks, purpose, repeats: 0 })
  const [next, octets] = protect(numbered, apdu, serviceKey(numbered))
  const blocks = isTooLong(server, octets) ? unconfirmedBlocks(octets, server.maxReceivePduSize) : [octets]
  const { service } = purpose?.kind === 'translation' ? purpose.translation.asked : request
  return [next, [...blocks.map(sent), { kind: 'response', response: { service, results: [] } }]]
}

function sent(apdu: Uint8Array): ClientOutput {
  return { kind: 'send', apdu }
}

/** Protects a plain APDU and sends it, in general block transfer if it is too long. */
function send(state: ClientState, server: ServerFacts, plain: Uint8Array, exchange: Exchange): ClientStep {
  const [next, apdu] = protect(state, plain, serviceKey(state))
  if (isTooLong(server, apdu)) {
    return linked(next, server, exchange, sendMessage(newLink(next, server), apdu))
  }
  return [awaiting(next, server, { ...exchange, link: undefined }), [sent(apdu)]]
}

function awaiting(state: ClientState, server: ServerFacts, exchange: Exchange): ClientState {
  return {
    ...state,
    phase: { name: 'awaiting-response', server, exchange },
  }
}

function linked(
  state: ClientState,
  server: ServerFacts,
  exchange: Exchange,
  { link, blocks }: LinkResult,
): ClientStep {
  return [awaiting(state, server, { ...exchange, link }), blocks.map(sent)]
}

function hasBlocks({ conformance }: ServerFacts): boolean {
  return supports(conformance, 'general-block-transfer')
}

function isTooLong(server: ServerFacts, apdu: Uint8Array): boolean {
  return hasBlocks(server) && server.maxReceivePduSize !== 0 && apdu.length > server.maxReceivePduSize
}

const defaultWindow = 16

function newLink({ settings }: ClientState, server: ServerFacts): BlockLink {
  return createBlockLink({
    role: 'client',
    window: settings.blockWindow ?? defaultWindow,
    peerPduSize: server.maxReceivePduSize,
    maxMessageLength: settings.maxResponseLength,
  })
}

/** Takes what the server sent while a request is under way. */
export function onResponse(
  state: ClientState,
  server: ServerFacts,
  exchange: Exchange,
  apdu: Uint8Array,
): ClientStep {
  if (!isBlock(apdu)) return onWhole(state, server, exchange, apdu)
  if (!hasBlocks(server)) throw new DlmsError('unexpected-apdu', 'a block that was not negotiated')
  const block = untagged(generalBlockTransfer, apdu)
  const pushed = onPushedBlock(state, server, block)
  if (pushed !== undefined) return pushed
  const result = takeBlock(exchange.link ?? newLink(state, server), block)
  const heard = { ...exchange, repeats: 0, link: result.link }
  return result.message === undefined
    ? linked(state, server, heard, result)
    : onWhole(state, server, heard, result.message)
}

function onWhole(state: ClientState, server: ServerFacts, exchange: Exchange, apdu: Uint8Array): ClientStep {
  if (isUntrusted(state, apdu)) return [awaiting(state, server, exchange), []]
  const [next, plain] = unprotect(state, server, apdu)
  if (isNotification(plain)) return notified(awaiting(next, server, exchange), plain)
  if (isLate(next, plain)) return [awaiting(settleLate(next, plain), server, exchange), []]
  switch (plain[0]) {
    case apduTags['exception-response']:
      return refused(next, server, exceptionError(untagged(exceptionResponse, plain)))
    case apduTags['confirmed-service-error']:
      return refused(next, server, confirmedError(plain))
  }
  const reading = readResponseTo(exchange, plain, next.invokeId, next.settings.maxResponseLength)
  const frame = frameOf(next, server, true)
  switch (reading.kind) {
    case 'complete':
      return finished(next, server, exchange, reading.response)
    case 'more':
      return send(next, server, reading.ask(frame.invokeId), { ...exchange, incoming: reading.incoming })
    case 'acknowledged': {
      const { apdu: block, outgoing } = nextRequestBlock(reading.service, reading.outgoing, frame)
      return send(next, server, block, { ...exchange, outgoing })
    }
  }
}

/** The request is answered: so is the caller, unless the answer was only needed to ask on. */
function finished(
  state: ClientState,
  server: ServerFacts,
  { purpose, request }: Exchange,
  response: ServiceResponse,
): ClientStep {
  const { length } = response.results
  if (length !== request.items.length) {
    throw new DlmsError('unexpected-apdu', `${length} results for ${request.items.length} items`)
  }
  switch (purpose?.kind) {
    case 'object-list': {
      const [list] = response.service === 'read' ? response.results : []
      if (list?.kind !== 'data') return refused(state, server, new DlmsError('no-object-list', list?.result))
      const shortNames = ShortNames.decode(decodeData(list.data))
      return askOn({ ...state, shortNames }, server, purpose.asked)
    }
    case 'translation':
      return ready(state, server, fromShortNames(purpose.translation, response))
    default:
      return ready(state, server, response)
  }
}

/** What the caller asked for, now that the short names are known. Its own mistakes leave the association as it is. */
function askOn(state: ClientState, server: ServerFacts, request: LogicalRequest): ClientStep {
  try {
    return sendByShortNames(state, server, request)
  } catch (error) {
    if (error instanceof DlmsError) return refused(state, server, error)
    throw error
  }
}

function ready(state: ClientState, server: ServerFacts, response: ServiceResponse): ClientStep {
  return [{ ...state, phase: { name: 'ready', server } }, [{ kind: 'response', response }]]
}

/** The request failed, the association stands. */
function refused(state: ClientState, server: ServerFacts, error: DlmsError): ClientStep {
  return [{ ...state, phase: { name: 'ready', server } }, [{ kind: 'failed', error }]]
}

const mostRepeats = 3

/**
 * Nothing has come for a while. In general block transfer the last blocks are said again, some times; otherwise, or in
 * vain, the request is given up.
 */
export function onSilence(state: ClientState, server: ServerFacts, exchange: Exchange): ClientStep {
  if (hasBlocks(server) && exchange.repeats < mostRepeats) {
    const result = repeat(exchange.link ?? newLink(state, server))
    return linked(state, server, { ...exchange, repeats: exchange.repeats + 1 }, result)
  }
  return [giveUp(state, server), [{ kind: 'failed', error: new DlmsError('no-answer') }]]
}

/** Gives up the request under way. Its answer, should it come, is told by its number; with short names it has none. */
export function giveUp(state: ClientState, server: ServerFacts): ClientState {
  if (state.settings.referencing === 'SN') return { ...state, phase: { name: 'closed' } }
  return { ...abandon(state), phase: { name: 'ready', server } }
}

function frameOf(state: ClientState, server: ServerFacts, confirmed: boolean): RequestFrame {
  return {
    invokeId: { id: state.invokeId, confirmed, highPriority: true },
    conformance: server.conformance,
    limit: plainLimit(state, server),
  }
}

/** How long a plain APDU may be so that it still fits into the server's receive size once protected. */
function plainLimit(state: ClientState, server: ServerFacts): number {
  // What is too long goes in general block transfer, once it is protected.
  if (server.maxReceivePduSize === 0 || hasBlocks(server)) return Number.POSITIVE_INFINITY
  const { security } = state.settings
  return server.maxReceivePduSize - (isCiphered(security) ? protectionLength(security) : 0)
}
