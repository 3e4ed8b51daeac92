import { DecodeError, defined, equal } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { type Aare, aare, type Diagnostic } from '../acse/aare.ts'
import { type Aarq, aarq } from '../acse/aarq.ts'
import { conformanceFor } from '../apdu/association/conformance.ts'
import { type InitiateRequest, initiateRequest, initiateResponse } from '../apdu/association/initiate.ts'
import { confirmedServiceError, exceptionResponse } from '../apdu/errors.ts'
import { tagged, untagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import type { ReceivedEnvelope } from '../security/envelope.ts'
import type { Hls } from '../security/hls/hls.ts'
import { secretsEqual } from '../security/hls/hls.ts'
import { keyLength } from '../security/keys/suite-keys.ts'
import { unprotected } from '../security/security-control.ts'
import { SecurityError } from '../security/security-error.ts'
import { hlsOf } from './hls.ts'
import { demandsCiphering, openInformation, ReplayError, sealInformation } from './protection.ts'
import type {
  AssociationSettings,
  Referencing,
  ServerAssociation,
  ServerSecurity,
  ServerSettings,
  ServerState,
  ServerStep,
} from './state.ts'

const noAssociation = { association: undefined, transfer: undefined, link: undefined } as const
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
type UserReason = Extract<Diagnostic, { readonly source: 'acse-service-user' }>['reason']
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
  const { security, authentication } = association
  const ciphered = isCiphered(association, request)
  const referencing = referencingOf(settings, request)
  const hls = hlsOf(association)
  authenticate(association, request, hls)
  const [initiate, envelope] = openInitiate(settings, ciphered ? security : undefined, request)
  const conformance = negotiate(settings, referencing, initiate)
  const challenges = hls && challenge(settings, request, hls)
  const next: ServerAssociation = {
    settings: association,
    requester: {
      client: state.client,
      mechanism: authentication.mechanism,
      protection: (ciphered && security?.policy) || unprotected,
      ciphered,
      systemTitle: request.callingApTitle,
      ...(ciphered && { dedicatedKey: initiate.dedicatedKey }),
    },
    referencing,
    ciphered,
    conformance,
    clientMaxReceivePduSize: initiate.clientMaxReceivePduSize,
    clientSystemTitle: request.callingApTitle,
    clientCertificate: request.callingAeQualifier,
    dedicated: dedicatedKeys(security, initiate),
    challenges,
  }
  const certificate = authentication.mechanism === 'high-ecdsa' ? authentication.certificate : undefined
  const apdu = encode(aare, {
    applicationContextName: request.applicationContextName,
    result: 'accepted',
    resultSourceDiagnostic: { source: 'acse-service-user', reason: hls ? 'authentication-required' : 'null' },
    ...((ciphered || hls?.needsTitles) && { respondingApTitle: settings.systemTitle }),
    ...(certificate && { respondingAeQualifier: certificate }),
    ...(hls &&
      challenges && {
        responderAcseRequirements: { authentication: true },
        mechanismName: hls.mechanism,
        respondingAuthenticationValue: challenges.toClient,
      }),
    userInformation: initiateAnswer(settings, next, envelope),
  })
  const associated = hls ? [] : [{ kind: 'event' as const, event: 'associated' as const }]
  return [{ ...state, association: next, transfer: undefined }, [{ kind: 'send', apdu }, ...associated]]
}

/** Whether the context has ciphering. It must where the policy asks for any, and cannot where there are no keys. */
function isCiphered({ security }: AssociationSettings, { applicationContextName }: Aarq): boolean {
  const ciphered = applicationContextName.endsWith('ciphered')
  const fits = security === undefined ? !ciphered : ciphered || !demandsCiphering(security)
  if (!fits) throw new Refusal('application-context-name-not-supported')
  return ciphered
}

/** How objects are named in the context that the client asks for. */
function referencingOf({ referencing = 'LN', shortNames }: ServerSettings, request: Aarq): Referencing {
  const asked = request.applicationContextName.startsWith('short-name') ? 'SN' : 'LN'
  const served = referencing === 'both' || referencing === asked
  if (!served || (asked === 'SN' && shortNames === undefined))
    throw new Refusal('application-context-name-not-supported')
  return asked
}

function authenticate({ authentication }: AssociationSettings, request: Aarq, hls: Hls | undefined): void {
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
  if (hls === undefined) return
  const [least, most] = hls.challenge
  if (value === undefined || value.length < least || value.length > most)
    throw new Refusal('authentication-failure')
  if (hls.needsTitles && request.callingApTitle?.length !== 8)
    throw new Refusal('calling-AP-title-not-recognized')
}

/** Both challenges. Ours is never the client's: its answer could be given back to it as ours. */
function challenge(settings: ServerSettings, request: Aarq, hls: Hls) {
  const toServer = defined(request.callingAuthenticationValue, 'the challenge of the client')
  const toClient = settings.random(Math.max(challengeLength, hls.challenge[0]))
  if (equal(toServer, toClient)) throw new Refusal('authentication-failure')
  return { toServer, toClient }
}

/** InitiateRequest, and how it came in a ciphered context. */
function openInitiate(
  settings: ServerSettings,
  security: ServerSecurity | undefined,
  request: Aarq,
): [InitiateRequest, ReceivedEnvelope | undefined] {
  const information = request.userInformation
  if (information === undefined) throw new Refusal('no-reason-given', 'other')
  if (security === undefined) return [readInitiate(information, undefined), undefined]
  if (request.callingApTitle?.length !== 8) throw new Refusal('calling-AP-title-not-recognized')
  const { plain, envelope } = openInformation(settings, security, request.callingApTitle, information, true)
  return [readInitiate(plain, security), envelope]
}

function readInitiate(plain: Uint8Array, security: ServerSecurity | undefined): InitiateRequest {
  if (plain[0] !== apduTags['initiate-request']) throw new Refusal('no-reason-given', 'other')
  const initiate = untagged(initiateRequest, plain)
  const { dedicatedKey } = initiate
  // A key sent in plain, or one of another length, is none.
  const length = security && keyLength[security.keys.suite]
  if (dedicatedKey !== undefined && dedicatedKey.length !== length)
    throw new Refusal('no-reason-given', 'other')
  return initiate
}

function dedicatedKeys(security: ServerSecurity | undefined, { dedicatedKey }: InitiateRequest) {
  return security && dedicatedKey && { keys: security.keys.withEncryptionKey(dedicatedKey), received: -1 }
}

function negotiate(settings: ServerSettings, referencing: Referencing, initiate: InitiateRequest): number {
  if (initiate.proposedDlmsVersionNumber < dlmsVersion)
    throw new Refusal('no-reason-given', 'dlms-version-too-low')
  const size = initiate.clientMaxReceivePduSize
  if (size !== 0 && size < leastPduSize) throw new Refusal('no-reason-given', 'pdu-size-too-short')
  const conformance = conformanceFor(referencing, settings.conformance & initiate.proposedConformance)
  if (conformance === 0) throw new Refusal('no-reason-given', 'incompatible-conformance')
  return conformance
}

/** With short names, the base name of the association; a fixed number otherwise (IEC 62056-5-3, 9.5). */
const vaaNames = { LN: 0x0007, SN: 0xfa00 } as const

/** InitiateResponse as user information, ciphered where the association is. */
export function initiateAnswer(
  settings: ServerSettings,
  { conformance, referencing, ciphered, settings: { security } }: ServerAssociation,
  received: ReceivedEnvelope | undefined,
): Uint8Array {
  const plain = tagged(apduTags['initiate-response'], initiateResponse, {
    negotiatedDlmsVersionNumber: dlmsVersion,
    negotiatedConformance: conformance,
    serverMaxReceivePduSize: settings.maxReceivePduSize,
    vaaName: vaaNames[referencing],
  })
  return !ciphered || security === undefined ? plain : sealInformation(settings, security, plain, received)
}

/**
 * AARE with a refusal. In a ciphered association the service error is ciphered: a client with the right keys learns
 * that they are right, one with only one of them which one is wrong, and no other anything.
 */
function refuse(
  state: ServerState,
  settings: ServerSettings,
  association: AssociationSettings | undefined,
  refusal: Refusal,
  request?: Aarq,
): ServerStep {
  const security =
    request?.applicationContextName.endsWith('ciphered') === true ? association?.security : undefined
  const answer: Aare = {
    applicationContextName: request?.applicationContextName ?? 'logical-name',
    result: 'rejected-permanent',
    resultSourceDiagnostic: { source: 'acse-service-user', reason: refusal.reason },
    ...(security && { respondingApTitle: settings.systemTitle }),
    ...(refusal.initiateError && {
      userInformation: refusalInformation(settings, security, refusal.initiateError),
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

function refusalInformation(
  settings: ServerSettings,
  security: ServerSecurity | undefined,
  reason: InitiateErrorReason,
): Uint8Array {
  const plain = tagged(apduTags['confirmed-service-error'], confirmedServiceError, {
    service: 'initiateError',
    error: { kind: 'initiate', reason },
  })
  return security === undefined ? plain : sealInformation(settings, security, plain, undefined)
}

/** A counter that came before: the answer names the one that is due. */
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
