import { DecodeError } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { rlre, rlrq } from '../acse/release.ts'
import { actionRequest } from '../apdu/action.ts'
import { supports } from '../apdu/conformance.ts'
import { type ExceptionResponse, exceptionResponse, type ServiceError } from '../apdu/errors.ts'
import { getRequest } from '../apdu/get.ts'
import { setRequest } from '../apdu/set.ts'
import { tagged, untagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import type { ReceivedEnvelope } from '../security/envelope.ts'
import { SecurityError } from '../security/security-error.ts'
import { serveAction } from './action.ts'
import { initiateAnswer, onAarq, replay } from './associate.ts'
import { type Reply, serveGet } from './get.ts'
import { hlsRefused, isReplyToHls, replyToHls } from './hls.ts'
import { openInformation, openRequest, ReplayError, responseOverhead, seal } from './protection.ts'
import { serveSet } from './set.ts'
import type { ServerAssociation, ServerSecurity, ServerSettings, ServerState, ServerStep } from './state.ts'

/** The server machine towards one client address on one connection (IEC 62056-5-3, clause 7). */
export const createServer = (client: number): ServerState => ({
  client,
  association: undefined,
  transfer: undefined,
})

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
    return onRequest(settings, state, state.association, apdu)
  } catch (error) {
    if (error instanceof ReplayError) return replay(state, error)
    if (error instanceof SecurityError) return decryptionFailure(state)
    if (error instanceof DecodeError) return exception(state, 'other-reason')
    throw error
  }
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
  const [next, reply] = onPlain(settings, opened, asAsked(association, envelope), plain, envelope)
  const sealed =
    reply[0] === apduTags['exception-response'] ? reply : protect(settings, association, reply, envelope)
  return [next, [{ kind: 'send', apdu: sealed }]]
}

/** Security as far as the context has ciphering. */
const securityOf = ({ ciphered, settings }: ServerAssociation): ServerSecurity | undefined =>
  ciphered ? settings.security : undefined

/** The association for one request, whose own protection decides on rights. */
const asAsked = (
  association: ServerAssociation,
  envelope: ReceivedEnvelope | undefined,
): ServerAssociation => {
  if (envelope === undefined) return association
  const { protection } = envelope
  return { ...association, requester: { ...association.requester, protection } }
}

const protect = (
  settings: ServerSettings,
  association: ServerAssociation,
  plain: Uint8Array,
  envelope: ReceivedEnvelope | undefined,
): Uint8Array => {
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
  const request = plain[0] === apduTags['action-request'] ? untagged(actionRequest, plain) : undefined
  if (request === undefined || !isReplyToHls(request)) return exception(state, 'operation-not-possible')
  const answer = replyToHls(settings, association, request)
  const apdu = protect(settings, association, answer ?? hlsRefused(request), envelope)
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

/** Serves one plain request; the answer is a plain APDU. */
function onPlain(
  settings: ServerSettings,
  state: ServerState,
  association: ServerAssociation,
  plain: Uint8Array,
  envelope: ReceivedEnvelope | undefined,
): readonly [ServerState, Uint8Array] {
  const { device, maxRequestLength } = settings
  const { requester, conformance } = association
  const limit = plainLimit(association, envelope)
  const reply = ([apdu, transfer]: Reply) => [{ ...state, transfer }, apdu] as const
  switch (plain[0]) {
    case apduTags['get-request']:
      if (!supports(conformance, 'get')) break
      return reply(serveGet(device, requester, untagged(getRequest, plain), state.transfer, limit))
    case apduTags['set-request']:
      if (!supports(conformance, 'set')) break
      return reply(serveSet(device, requester, untagged(setRequest, plain), state.transfer, maxRequestLength))
    case apduTags['action-request']:
      if (!supports(conformance, 'action')) break
      return reply(
        serveAction(
          device,
          requester,
          untagged(actionRequest, plain),
          state.transfer,
          limit,
          maxRequestLength,
        ),
      )
  }
  return [state, exceptionApdu({ stateError: 'service-not-allowed', serviceError: 'service-not-supported' })]
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
    { ...state, association: undefined, transfer: undefined },
    [{ kind: 'send', apdu: answer }, ...released],
  ]
}

/** Who sends an InitiateRequest along must have protected it as the association demands; then it is answered alike. */
function releaseAnswer(
  settings: ServerSettings,
  association: ServerAssociation,
  information: Uint8Array,
): Uint8Array {
  const { clientSystemTitle, conformance } = association
  const security = securityOf(association)
  if (security === undefined || clientSystemTitle === undefined)
    return initiateAnswer(settings, undefined, conformance, undefined)
  const { envelope } = openInformation(settings, security, clientSystemTitle, information, false)
  return initiateAnswer(settings, security, conformance, envelope)
}

const exceptionApdu = (value: ExceptionResponse): Uint8Array =>
  tagged(apduTags['exception-response'], exceptionResponse, value)

const exception = (state: ServerState, serviceError: ServiceError): ServerStep => [
  state,
  [{ kind: 'send', apdu: exceptionApdu({ stateError: 'service-not-allowed', serviceError }) }],
]

function decryptionFailure(state: ServerState): ServerStep {
  const [next, outputs] = exception(state, 'deciphering-error')
  return [next, [...outputs, { kind: 'event', event: 'decryption-failure' }]]
}
