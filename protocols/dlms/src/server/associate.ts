import { DecodeError } from '@ferraris/bytes'
import { axdr, decode, encode } from '@ferraris/codec'
import { type Aare, aare, type Diagnostic } from '../acse/aare.ts'
import { type Aarq, aarq } from '../acse/aarq.ts'
import { confirmedServiceError, exceptionResponse } from '../apdu/errors.ts'
import { type InitiateRequest, initiateRequest, initiateResponse } from '../apdu/initiate.ts'
import { tagged, untagged } from '../apdu/tagged.ts'
import { apduTags, cipheredTag } from '../apdu/tags.ts'
import { secretsEqual } from '../security/secrets-equal.ts'
import { controlByte } from '../security/security-control.ts'
import { SecurityError } from '../security/security-error.ts'
import { openGlobal, ReplayError } from './protection.ts'
import type {
  AssociationSettings,
  ServerAssociation,
  ServerSecurity,
  ServerSettings,
  ServerState,
  ServerStep,
} from './state.ts'

const noAssociation = { association: undefined, transfer: undefined } as const
const dlmsVersion = 6
const leastPduSize = 12
const challengeLength = 16

/** A reason to refuse an association, with the confirmed service error that goes into the user information, if any. */
class Refusal extends Error {
  readonly reason: UserReason
  readonly initiateError: InitiateErrorReason | undefined
  constructor(reason: UserReason, initiateError?: InitiateErrorReason) {
    super(reason)
    this.reason = reason
    this.initiateError = initiateError
  }
}
type UserReason = Extract<Diagnostic, { source: 'acse-service-user' }>['reason']
type InitiateErrorReason =
  | 'dlms-version-too-low'
  | 'incompatible-conformance'
  | 'pdu-size-too-short'
  | 'other'

/** Takes AARQ: a new association, whatever stood before on this connection. */
export function onAarq(settings: ServerSettings, state: ServerState, apdu: Uint8Array): ServerStep {
  const closed: ServerState = { ...state, ...noAssociation }
  let request: Aarq
  try {
    request = decode(aarq, apdu)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return refuse(closed, settings, undefined, new Refusal('no-reason-given'))
  }
  const association = settings.associations.get(state.client)
  try {
    if (association === undefined) throw new Refusal('calling-AP-title-not-recognized')
    return accept(settings, closed, association, request)
  } catch (error) {
    if (error instanceof ReplayError) return replay(closed, error)
    if (error instanceof Refusal) return refuse(closed, settings, association, error, request)
    if (error instanceof SecurityError)
      return refuse(closed, settings, association, new Refusal('authentication-failure', 'other'), request)
    if (error instanceof DecodeError)
      return refuse(closed, settings, association, new Refusal('no-reason-given', 'other'), request)
    throw error
  }
}

function accept(
  settings: ServerSettings,
  state: ServerState,
  association: AssociationSettings,
  request: Aarq,
): ServerStep {
  const ciphered = request.applicationContextName === 'logical-name-ciphered'
  const { security } = association
  if (request.applicationContextName.startsWith('short-name') || ciphered !== (security !== undefined)) {
    throw new Refusal('application-context-name-not-supported')
  }
  authenticate(association, request)
  const initiate = openInitiate(security, request)
  const conformance = negotiate(settings, initiate)
  const hls = association.authentication.mechanism === 'high-gmac'
  const next: ServerAssociation = {
    settings: association,
    requester: {
      client: state.client,
      mechanism: association.authentication.mechanism,
      protection: security?.policy ?? { authenticated: false, encrypted: false },
    },
    ciphered,
    conformance,
    clientMaxReceivePduSize: initiate.clientMaxReceivePduSize,
    clientSystemTitle: request.callingApTitle,
    dedicated: security &&
      initiate.dedicatedKey && { keys: security.keys.withEncryptionKey(initiate.dedicatedKey), received: -1 },
    challenges: hls
      ? { toServer: request.callingAuthenticationValue!, toClient: settings.random(challengeLength) }
      : undefined,
  }
  const apdu = encode(aare, {
    applicationContextName: request.applicationContextName,
    result: 'accepted',
    resultSourceDiagnostic: { source: 'acse-service-user', reason: hls ? 'authentication-required' : 'null' },
    ...(security && { respondingApTitle: settings.systemTitle }),
    ...(next.challenges && {
      responderAcseRequirements: { authentication: true },
      mechanismName: 'high-gmac',
      respondingAuthenticationValue: next.challenges.toClient,
    }),
    userInformation: initiateAnswer(settings, security, conformance),
  })
  const associated = hls ? [] : [{ kind: 'event' as const, event: 'associated' as const }]
  return [{ ...state, association: next, transfer: undefined }, [{ kind: 'send', apdu }, ...associated]]
}

function authenticate({ authentication }: AssociationSettings, request: Aarq): void {
  const mechanism = request.mechanismName ?? 'lowest'
  if (mechanism !== authentication.mechanism) {
    throw new Refusal(
      mechanism === 'lowest' ? 'authentication-required' : 'authentication-mechanism-name-not-recognised',
    )
  }
  const value = request.callingAuthenticationValue
  if (authentication.mechanism === 'low') {
    const { password } = authentication
    if (value === undefined || !secretsEqual(value, password)) throw new Refusal('authentication-failure')
  }
  // IEC 62056-5-3, 5.3.7.2: challenges have 8 to 64 octets.
  if (
    authentication.mechanism === 'high-gmac' &&
    (value === undefined || value.length < 8 || value.length > 64)
  ) {
    throw new Refusal('authentication-failure')
  }
}

function openInitiate(security: ServerSecurity | undefined, request: Aarq): InitiateRequest {
  const information = request.userInformation
  if (information === undefined) throw new Refusal('no-reason-given', 'other')
  let plain = information
  if (security !== undefined) {
    if (request.callingApTitle?.length !== 8) throw new Refusal('calling-AP-title-not-recognized')
    if (information[0] !== apduTags['glo-initiate-request']) throw new Refusal('authentication-failure')
    plain = openGlobal(security, request.callingApTitle, untagged(axdr.octetString, information), true)
  }
  if (plain[0] !== apduTags['initiate-request']) throw new Refusal('no-reason-given', 'other')
  const initiate = untagged(initiateRequest, plain)
  if (initiate.dedicatedKey !== undefined && initiate.dedicatedKey.length !== 16)
    throw new Refusal('no-reason-given', 'other')
  return initiate
}

function negotiate(settings: ServerSettings, initiate: InitiateRequest): number {
  if (initiate.proposedDlmsVersionNumber < dlmsVersion)
    throw new Refusal('no-reason-given', 'dlms-version-too-low')
  const size = initiate.clientMaxReceivePduSize
  if (size !== 0 && size < leastPduSize) throw new Refusal('no-reason-given', 'pdu-size-too-short')
  const conformance = settings.conformance & initiate.proposedConformance
  if (conformance === 0) throw new Refusal('no-reason-given', 'incompatible-conformance')
  return conformance
}

/** InitiateResponse as user information, ciphered where the association is. */
export function initiateAnswer(
  settings: ServerSettings,
  security: ServerSecurity | undefined,
  conformance: number,
): Uint8Array {
  return protectInformation(
    settings,
    security,
    tagged(apduTags['initiate-response'], initiateResponse, {
      negotiatedDlmsVersionNumber: dlmsVersion,
      negotiatedConformance: conformance,
      serverMaxReceivePduSize: settings.maxReceivePduSize,
      vaaName: 0x0007,
    }),
  )
}

function protectInformation(
  settings: ServerSettings,
  security: ServerSecurity | undefined,
  plain: Uint8Array,
): Uint8Array {
  if (security === undefined) return plain
  const octets = security.keys.protect(
    controlByte(security.policy),
    settings.systemTitle,
    security.counters.take(),
    plain,
  )
  return tagged(cipheredTag(plain[0]!, 'global')!, axdr.octetString, octets)
}

/**
 * AARE with a refusal. In a ciphered association the service error is ciphered: who holds the right keys can tell
 * that they are right, and who holds only one of them, which one is wrong; nobody else learns anything.
 */
function refuse(
  state: ServerState,
  settings: ServerSettings,
  association: AssociationSettings | undefined,
  refusal: Refusal,
  request?: Aarq,
): ServerStep {
  const security =
    request?.applicationContextName === 'logical-name-ciphered' ? association?.security : undefined
  const answer: Aare = {
    applicationContextName: request?.applicationContextName ?? 'logical-name',
    result: 'rejected-permanent',
    resultSourceDiagnostic: { source: 'acse-service-user', reason: refusal.reason },
    ...(security && { respondingApTitle: settings.systemTitle }),
    ...(refusal.initiateError && {
      userInformation: protectInformation(
        settings,
        security,
        tagged(apduTags['confirmed-service-error'], confirmedServiceError, {
          service: 'initiateError',
          error: { kind: 'initiate', reason: refusal.initiateError },
        }),
      ),
    }),
  }
  const event = refusal.reason === 'authentication-failure' ? 'authentication-failure' : 'association-refused'
  return [
    state,
    [
      { kind: 'send', apdu: encode(aare, answer) },
      { kind: 'event', event },
    ],
  ]
}

export function replay(state: ServerState, { expected }: ReplayError): ServerStep {
  const apdu = tagged(apduTags['exception-response'], exceptionResponse, {
    stateError: 'service-not-allowed',
    serviceError: 'invocation-counter-error',
    expectedInvocationCounter: expected,
  })
  return [
    state,
    [
      { kind: 'send', apdu },
      { kind: 'event', event: 'replay' },
    ],
  ]
}
