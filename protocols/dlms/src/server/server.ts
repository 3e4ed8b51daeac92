import { DecodeError } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { rlre, rlrq } from '../acse/release.ts'
import { supports } from '../apdu/association/conformance.ts'
import { longInvokeIdOf } from '../apdu/elements/invoke-id.ts'
import { exceptionResponse, type ServiceError } from '../apdu/errors.ts'
import { generalBlockTransfer } from '../apdu/protection/general.ts'
import { dataNotificationConfirm } from '../apdu/services/notification.ts'
import { tagged, untagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import {
  type BlockLink,
  beginsAnew,
  createBlockLink,
  isBlock,
  sendMessage,
  takeBlock,
} from '../general-block-transfer/block-link.ts'
import type { ReceivedEnvelope } from '../security/envelope.ts'
import { SecurityError } from '../security/security-error.ts'
import { initiateAnswer, onAarq, replay } from './associate.ts'
import { proofOf, replyToHls } from './hls.ts'
import { openInformation, openRequest, ReplayError, responseOverhead, seal } from './protection.ts'
import { serve } from './services.ts'
import { RefusedService } from './serving.ts'
import type {
  ServerAssociation,
  ServerOutput,
  ServerSecurity,
  ServerSettings,
  ServerState,
  ServerStep,
} from './state.ts'

/** The server machine towards one client address on one connection (IEC 62056-5-3, clause 7). */
export function createServer(client: number): ServerState {
  return {
    client,
    association: undefined,
    transfer: undefined,
  }
}

/**
 * One step: an APDU in, its answer out. Never throws for what the peer sent: broken, unprotected or replayed APDUs are
 * answered with an exception-response and leave the association as it was.
 */
export function stepServer(settings: ServerSettings, state: ServerState, apdu: Uint8Array): ServerStep {
  try {
    if (apdu.length === 0) throw new DecodeError('truncated', 0, 'an APDU without octets')
    if (apdu[0] === apduTags.aarq) return onAarq(settings, state, apdu)
    if (apdu[0] === apduTags.rlrq) return onRlrq(settings, state, apdu)
    if (state.association === undefined) return exception(state, 'operation-not-possible')
    return isBlock(apdu)
      ? onBlock(settings, state, state.association, apdu)
      : respond(settings, { ...state, link: undefined }, state.association, apdu)
  } catch (error) {
    if (error instanceof ReplayError) return replay(state, error)
    if (error instanceof SecurityError && error.code === 'counter-exhausted')
      return exception(state, 'operation-not-possible')
    if (error instanceof SecurityError) return decryptionFailure(state)
    if (error instanceof DecodeError) return exception(state, 'other-reason')
    if (error instanceof DlmsError) return exception({ ...state, link: undefined }, 'pdu-too-long')
    throw error
  }
}

const defaultWindow = 16

/** A block: the request that it completes is answered in blocks as well (IEC 62056-5-3, 7.3.13). */
function onBlock(
  settings: ServerSettings,
  state: ServerState,
  association: ServerAssociation,
  apdu: Uint8Array,
): ServerStep {
  if (!supports(association.conformance, 'general-block-transfer')) {
    return exception(state, 'service-not-supported')
  }
  const block = untagged(generalBlockTransfer, apdu)
  const known = state.link === undefined || beginsAnew(state.link, block) ? undefined : state.link
  const { link, blocks, message } = takeBlock(known ?? newLink(settings, association), block)
  const heard = { ...state, link }
  if (message === undefined) return [heard, blocks.map(sent)]
  return respond(settings, heard, association, message)
}

function newLink(settings: ServerSettings, { clientMaxReceivePduSize }: ServerAssociation): BlockLink {
  return createBlockLink({
    role: 'server',
    window: settings.blockWindow ?? defaultWindow,
    peerPduSize: clientMaxReceivePduSize,
    maxMessageLength: settings.maxRequestLength,
  })
}

function sent(apdu: Uint8Array): ServerOutput {
  return { kind: 'send', apdu }
}

/** Answers a request; in blocks if it came so, or if the answer is too long and the client takes them. */
function respond(
  settings: ServerSettings,
  state: ServerState,
  association: ServerAssociation,
  apdu: Uint8Array,
): ServerStep {
  const [next, outputs] = onRequest(settings, state, association, apdu)
  const [first] = outputs
  if (first?.kind !== 'send' || next.association === undefined) return [next, outputs]
  const { clientMaxReceivePduSize, conformance } = next.association
  const tooLong = clientMaxReceivePduSize !== 0 && first.apdu.length > clientMaxReceivePduSize
  const blockwise = next.link !== undefined || (tooLong && supports(conformance, 'general-block-transfer'))
  if (!blockwise) return [next, outputs]
  const { link, blocks } = sendMessage(next.link ?? newLink(settings, next.association), first.apdu)
  return [{ ...next, link }, [...blocks.map(sent), ...outputs.slice(1)]]
}

function onRequest(
  settings: ServerSettings,
  state: ServerState,
  current: ServerAssociation,
  apdu: Uint8Array,
): ServerStep {
  const security = securityOf(current)
  const [association, plain, envelope] =
    security === undefined ? [current, apdu, undefined] : openRequest(settings, current, security, apdu)
  const opened = { ...state, association }
  if (association.challenges !== undefined) return onProof(settings, opened, association, plain, envelope)
  if (plain[0] === apduTags['data-notification-confirm']) return onConfirm(opened, plain)
  const [next, reply] = onPlain(settings, opened, asAsked(association, envelope), plain, envelope)
  if (reply === undefined) return [next, []]
  const sealed =
    reply[0] === apduTags['exception-response'] ? reply : protect(settings, association, reply, envelope)
  return [next, [sent(sealed)]]
}

/** The client has a notification: nothing is said to that. */
function onConfirm(state: ServerState, plain: Uint8Array): ServerStep {
  const { longInvokeIdAndPriority } = untagged(dataNotificationConfirm, plain)
  return [state, [{ kind: 'confirmed', longInvokeId: longInvokeIdOf(longInvokeIdAndPriority).id }]]
}

/** Security as far as the context has ciphering. */
function securityOf({ ciphered, settings }: ServerAssociation): ServerSecurity | undefined {
  return ciphered ? settings.security : undefined
}

/** The association for one request: its own protection decides on rights. */
function asAsked(association: ServerAssociation, envelope: ReceivedEnvelope | undefined): ServerAssociation {
  if (envelope === undefined) return association
  const { protection } = envelope
  return { ...association, requester: { ...association.requester, protection } }
}

function protect(
  settings: ServerSettings,
  association: ServerAssociation,
  plain: Uint8Array,
  envelope: ReceivedEnvelope | undefined,
): Uint8Array {
  const security = securityOf(association)
  return security === undefined || envelope === undefined
    ? plain
    : seal(settings, association, security, plain, envelope)
}

/** Before the client has proved itself nothing but its proof is taken. */
function onProof(
  settings: ServerSettings,
  state: ServerState,
  association: ServerAssociation,
  plain: Uint8Array,
  envelope: ReceivedEnvelope | undefined,
): ServerStep {
  const proof = proofOf(association.referencing, plain)
  if (proof === undefined) return exception(state, 'operation-not-possible')
  const answer = replyToHls(settings, association, proof.parameters)
  const apdu = protect(settings, association, proof.answer(answer), envelope)
  if (answer === undefined) {
    return [
      { ...state, association: undefined },
      [
        { kind: 'send', apdu },
        { kind: 'event', event: 'authentication-failure' },
      ],
    ]
  }
  return [
    { ...state, association: { ...association, challenges: undefined } },
    [
      { kind: 'send', apdu },
      { kind: 'event', event: 'associated' },
    ],
  ]
}

/** Serves one plain request; the answer is a plain APDU, or none where the client wants none. */
function onPlain(
  settings: ServerSettings,
  state: ServerState,
  association: ServerAssociation,
  plain: Uint8Array,
  envelope: ReceivedEnvelope | undefined,
): readonly [ServerState, Uint8Array | undefined] {
  const { requester, conformance, referencing } = association
  try {
    const [apdu, transfer] = serve(
      {
        device: settings.device,
        requester,
        conformance,
        transfer: state.transfer,
        // Requests in general blocks are answered in them: then nothing is too long.
        limit: state.link === undefined ? plainLimit(association, envelope) : Number.POSITIVE_INFINITY,
        maxLength: settings.maxRequestLength,
        shortNames: referencing === 'SN' ? settings.shortNames : undefined,
      },
      plain,
    )
    return [{ ...state, transfer }, apdu]
  } catch (error) {
    if (error instanceof RefusedService) return [state, exceptionApdu(error.serviceError)]
    if (error instanceof DecodeError) return [state, exceptionApdu('other-reason')]
    throw error
  }
}

/** How long a plain APDU may be so that it fits into the client's receive size once protected. */
function plainLimit(association: ServerAssociation, envelope: ReceivedEnvelope | undefined): number {
  const { clientMaxReceivePduSize } = association
  if (clientMaxReceivePduSize === 0) return Number.POSITIVE_INFINITY
  const security = securityOf(association)
  const overhead = security === undefined || envelope === undefined ? 0 : responseOverhead(security, envelope)
  return clientMaxReceivePduSize - overhead
}

function onRlrq(settings: ServerSettings, state: ServerState, apdu: Uint8Array): ServerStep {
  const request = decode(rlrq, apdu)
  const { association } = state
  const information =
    association && request.userInformation && releaseAnswer(settings, association, request.userInformation)
  const answer = encode(rlre, { reason: 'normal', ...(information && { userInformation: information }) })
  const released = association === undefined ? [] : [{ kind: 'event' as const, event: 'released' as const }]
  return [
    { ...state, association: undefined, transfer: undefined, link: undefined },
    [{ kind: 'send', apdu: answer }, ...released],
  ]
}

/** An InitiateRequest within must be protected as the association demands; then it is answered alike. */
function releaseAnswer(
  settings: ServerSettings,
  association: ServerAssociation,
  information: Uint8Array,
): Uint8Array {
  const { clientSystemTitle } = association
  const security = securityOf(association)
  if (security === undefined || clientSystemTitle === undefined)
    return initiateAnswer(settings, association, undefined)
  const { envelope } = openInformation(settings, security, clientSystemTitle, information, false)
  return initiateAnswer(settings, association, envelope)
}

function exceptionApdu(serviceError: ServiceError): Uint8Array {
  return tagged(apduTags['exception-response'], exceptionResponse, {
    stateError: 'service-not-allowed',
    serviceError,
  })
}

function exception(state: ServerState, serviceError: ServiceError): ServerStep {
  return [state, [{ kind: 'send', apdu: exceptionApdu(serviceError) }]]
}

function decryptionFailure(state: ServerState): ServerStep {
  const [next, outputs] = exception(state, 'deciphering-error')
  return [next, [...outputs, { kind: 'event', event: 'decryption-failure' }]]
}
