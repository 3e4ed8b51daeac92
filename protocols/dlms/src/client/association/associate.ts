import { DecodeError, defined, equal } from '@ferraris/bytes'
import { axdr, decode, encode } from '@ferraris/codec'
import { type Aare, aare } from '../../acse/aare.ts'
import { aarq } from '../../acse/aarq.ts'
import type { ApplicationContextName } from '../../acse/names.ts'
import { conformanceFor } from '../../apdu/association/conformance.ts'
import { initiateRequest, initiateResponse } from '../../apdu/association/initiate.ts'
import { confirmedServiceError, exceptionResponse, serviceErrorReason } from '../../apdu/errors.ts'
import { tagged, untagged } from '../../apdu/tagged.ts'
import { apduTags, serviceCiphering } from '../../apdu/tags.ts'
import { DlmsError } from '../../dlms-error.ts'
import { openApdu } from '../../security/envelope.ts'
import type { Hls, HlsExchange } from '../../security/hls/hls.ts'
import { SecurityError } from '../../security/security-error.ts'
import {
  accept,
  accepted,
  correspondence,
  isCiphered,
  protect,
  protectGlobal,
  takeCounter,
  translated,
  unprotect,
} from '../protection.ts'
import { confirmedError, exceptionError } from '../refusals.ts'
import type { ClientSecurity, ClientSettings, ClientState, ClientStep, ServerFacts } from '../state.ts'
import { authenticationValue, clientTitle, hlsOf, mechanismOf } from './authentication.ts'
import { proofIn, proofRequest } from './hls-messages.ts'

/** InitiateRequest as user information, ciphered where the context is. */
export function userInformation(state: ClientState): [ClientState, Uint8Array] {
  const { security, proposedConformance, maxReceivePduSize, referencing } = state.settings
  const plain = tagged(apduTags['initiate-request'], initiateRequest, {
    ...(security?.dedicatedKey && { dedicatedKey: security.dedicatedKey }),
    responseAllowed: true,
    proposedDlmsVersionNumber: 6,
    proposedConformance: conformanceFor(referencing ?? 'LN', proposedConformance),
    clientMaxReceivePduSize: maxReceivePduSize,
  })
  return isCiphered(security) ? protectGlobal(state, security, plain) : [state, plain]
}

function contextOf({ referencing, security }: ClientSettings): ApplicationContextName {
  const names = referencing === 'SN' ? 'short-name' : 'logical-name'
  return isCiphered(security) ? `${names}-ciphered` : names
}

/** Opens the association: AARQ. */
export function associate(state: ClientState): ClientStep {
  const { settings } = state
  const { authentication } = settings
  const [next, information] = userInformation(state)
  const mechanism = mechanismOf(settings)
  const title = clientTitle(settings)
  const value = authenticationValue(settings)
  const certificate = authentication.mechanism === 'ecdsa' ? authentication.certificate : undefined
  const apdu = encode(aarq, {
    applicationContextName: contextOf(settings),
    ...(title && { callingApTitle: title }),
    ...(certificate && { callingAeQualifier: certificate }),
    ...(mechanism && { senderAcseRequirements: { authentication: true }, mechanismName: mechanism }),
    ...(value && { callingAuthenticationValue: value }),
    userInformation: information,
  })
  return [{ ...next, phase: { name: 'awaiting-aare' } }, [{ kind: 'send', apdu }]]
}

/** Takes AARE: done, or with HLS the server's challenge is answered (pass 3). */
export function onAare(state: ClientState, apdu: Uint8Array): ClientStep {
  if (apdu[0] === apduTags['exception-response']) throw exceptionError(untagged(exceptionResponse, apdu))
  // Some servers refuse an association by an error of the initiate service alone, without AARE.
  if (apdu[0] === apduTags['confirmed-service-error']) throw confirmedError(apdu)
  const answer = decode(aare, apdu)
  if (answer.result !== 'accepted') throw rejection(answer, state.settings.security)
  const [next, server] = serverFacts(state, answer)
  const hls = hlsOf(state.settings)
  return hls === undefined ? ready(next, server) : answerChallenge(next, server, answer, hls)
}

function ready(state: ClientState, server: ServerFacts): ClientStep {
  return [{ ...state, phase: { name: 'ready', server } }, [{ kind: 'associated', server }]]
}

function serverFacts(state: ClientState, answer: Aare): [ClientState, ServerFacts] {
  const { security } = state.settings
  const systemTitle = answer.respondingApTitle
  if (answer.userInformation === undefined)
    throw new DlmsError('unexpected-apdu', 'AARE without user information')
  if (systemTitle !== undefined && systemTitle.length !== 8) {
    throw new DlmsError('malformed-apdu', `system title of ${systemTitle.length} octets`)
  }
  let next = state
  let information = answer.userInformation
  if (isCiphered(security)) [next, information] = unprotectInitiate(state, security, systemTitle, information)
  if (information[0] === apduTags['confirmed-service-error']) throw confirmedError(information)
  if (information[0] !== apduTags['initiate-response']) {
    throw new DlmsError('unexpected-apdu', `user information begins with ${information[0]?.toString(16)}`)
  }
  const response = untagged(initiateResponse, information)
  return [
    next,
    {
      systemTitle,
      conformance: response.negotiatedConformance,
      maxReceivePduSize: response.serverMaxReceivePduSize,
      challenge: answer.respondingAuthenticationValue,
      certificate: answer.respondingAeQualifier,
    },
  ]
}

function unprotectInitiate(
  state: ClientState,
  security: ClientSecurity,
  systemTitle: Uint8Array | undefined,
  information: Uint8Array,
): [ClientState, Uint8Array] {
  if (systemTitle === undefined)
    throw new DlmsError('unexpected-apdu', 'AARE without the system title of the server')
  try {
    const opened = openApdu(correspondence(state, security, systemTitle), information)
    // AARE comes before any signature is possible.
    const { authenticated, encrypted } = accepted(security)
    return accept(state, opened, { authenticated, encrypted }, information)
  } catch (error) {
    if (!(error instanceof SecurityError)) throw error
    const wrong = wrongKey(error, security, systemTitle, information)
    throw wrong ?? new DlmsError('protection', error.message, { cause: error })
  }
}

/** A rejected association. A server that answers with a ciphered service error lets us see which key is wrong. */
function rejection(answer: Aare, security: ClientSecurity | undefined): DlmsError {
  const { source, reason } = answer.resultSourceDiagnostic
  const information = answer.userInformation
  const systemTitle = answer.respondingApTitle
  if (isCiphered(security) && systemTitle?.length === 8 && information !== undefined) {
    try {
      if (information[0] === apduTags['glo-confirmed-service-error'])
        security.keys.unprotect(systemTitle, untagged(axdr.octetString, information))
    } catch (error) {
      const wrong = wrongKey(error, security, systemTitle, information)
      if (wrong !== undefined) return wrong
    }
  }
  return new DlmsError(
    'association-rejected',
    `${answer.result}, ${source}: ${reason}${serviceErrorIn(information)}`,
  )
}

/** Many servers give the reason of a refusal only in a service error. */
function serviceErrorIn(information: Uint8Array | undefined): string {
  if (information?.[0] !== apduTags['confirmed-service-error']) return ''
  try {
    return `, ${serviceErrorReason(untagged(confirmedServiceError, information).error)}`
  } catch (error) {
    if (error instanceof DecodeError) return ''
    throw error
  }
}

/**
 * Tells a wrong encryption key from a wrong authentication key: with the right encryption key alone the content
 * already decrypts to the beginning of an InitiateResponse or ConfirmedServiceError.
 */
function wrongKey(
  error: unknown,
  security: ClientSecurity,
  systemTitle: Uint8Array,
  information: Uint8Array,
): DlmsError | undefined {
  if (!(error instanceof SecurityError) || error.code !== 'tag-mismatch') return undefined
  if (!accepted(security).encrypted || serviceCiphering(information[0] ?? 0) === undefined) return undefined
  const plain = security.keys.peek(systemTitle, untagged(axdr.octetString, information))
  const initiate = plain[0] === apduTags['initiate-response'] && ((plain[1] ?? 0xff) & 0xfe) === 0
  const refusal = plain[0] === apduTags['confirmed-service-error'] && plain[1] === 1 && plain[2] === 6
  return new DlmsError(initiate || refusal ? 'authentication-key-wrong' : 'encryption-key-wrong', '', {
    cause: error,
  })
}

/** Pass 3: our proof, for the challenge that came with AARE. */
function answerChallenge(state: ClientState, server: ServerFacts, answer: Aare, hls: Hls): ClientStep {
  if (answer.mechanismName !== undefined && answer.mechanismName !== hls.mechanism)
    throw new DlmsError('association-rejected', `the server wants ${answer.mechanismName}`)
  checkChallenge(state, server, hls)
  const [counted, counter] = hls.countsAnswers ? takeCounter(state) : [state, 0]
  const value = translated(() => hls.prove(exchangeOf(state, server, 'client'), counter))
  const plain = proofRequest(state, value)
  // A dedicated key serves once the association stands; until then the global one does.
  const [next, apdu] = protect({ ...counted, phase: { name: 'awaiting-hls', server } }, plain, 'global')
  return [next, [{ kind: 'send', apdu }]]
}

/** A server that sends our challenge back would have us compute its proof (IEC 62056-5-3, 5.3.7.2). */
function checkChallenge({ settings }: ClientState, { systemTitle, challenge }: ServerFacts, hls: Hls): void {
  if (challenge === undefined || (hls.needsTitles && systemTitle === undefined))
    throw new DlmsError('unexpected-apdu', 'AARE without system title or challenge of the server')
  const [least, most] = hls.challenge
  if (challenge.length < least || challenge.length > most)
    throw new DlmsError('server-not-authentic', `its challenge has ${challenge.length} octets`)
  if (equal(challenge, ourChallenge(settings)))
    throw new DlmsError('server-not-authentic', 'its challenge is ours once more')
}

/** The titles and challenges of both sides. */
function exchangeOf(
  { settings }: ClientState,
  server: ServerFacts,
  prover: 'client' | 'server',
): HlsExchange {
  const [ours, theirs] = [clientTitle(settings) ?? noTitle, server.systemTitle ?? noTitle]
  const toServer = ourChallenge(settings)
  const toClient = defined(server.challenge, 'the challenge of the server')
  return prover === 'client'
    ? { proverTitle: ours, verifierTitle: theirs, received: toClient, sent: toServer }
    : { proverTitle: theirs, verifierTitle: ours, received: toServer, sent: toClient }
}

const noTitle = new Uint8Array()

function ourChallenge(settings: ClientSettings): Uint8Array {
  return defined(authenticationValue(settings), 'the challenge of the client')
}

/** Takes the server's answer to our challenge (pass 4). */
export function onHlsAnswer(state: ClientState, server: ServerFacts, apdu: Uint8Array): ClientStep {
  const [next, plain] = unprotect(state, server, apdu)
  if (plain[0] === apduTags['exception-response']) throw exceptionError(untagged(exceptionResponse, plain))
  const proof = proofIn(state, plain)
  const hls = defined(hlsOf(state.settings), 'the mechanism of HLS')
  const authentic =
    proof !== undefined && hls.verify(exchangeOf(state, server, 'server'), proof, server.certificate)
  if (!authentic) throw new DlmsError('server-not-authentic')
  return ready(next, server)
}
