import { axdr, decode, encode } from '@ferraris/codec'
import { type Data, dataCodec, decodeData, obis } from '@ferraris/cosem'
import { type Aare, aare } from '../acse/aare.ts'
import { aarq } from '../acse/aarq.ts'
import type { MechanismName } from '../acse/names.ts'
import { actionRequest, actionResponse } from '../apdu/action.ts'
import { confirmedServiceError, exceptionResponse } from '../apdu/errors.ts'
import { initiateRequest, initiateResponse } from '../apdu/initiate.ts'
import { tagged, untagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import { SecurityError } from '../security/security-error.ts'
import { isCiphered, protect, protectGlobal, takeCounter, unprotect, unprotectContent } from './protection.ts'
import type { ClientSecurity, ClientState, ClientStep, ServerFacts } from './state.ts'

const mechanisms: Record<ClientState['settings']['authentication']['mechanism'], MechanismName | undefined> =
  {
    none: undefined,
    low: 'low',
    gmac: 'high-gmac',
  }

/** The current association (IEC 62056-6-2, class 15): where HLS is completed. */
const currentAssociation = { classId: 15, instanceId: obis('0.0.40.0.0.255'), replyToHls: 1 } as const

/** InitiateRequest as user information, ciphered where the context is. */
export function userInformation(state: ClientState): [ClientState, Uint8Array] {
  const { security, proposedConformance, maxReceivePduSize } = state.settings
  const plain = tagged(apduTags['initiate-request'], initiateRequest, {
    ...(security?.dedicatedKey && { dedicatedKey: security.dedicatedKey }),
    responseAllowed: true,
    proposedDlmsVersionNumber: 6,
    proposedConformance,
    clientMaxReceivePduSize: maxReceivePduSize,
  })
  return isCiphered(security) ? protectGlobal(state, security, plain) : [state, plain]
}

/** Opens the association: AARQ. */
export function associate(state: ClientState): ClientStep {
  const { authentication, security } = state.settings
  const [next, information] = userInformation(state)
  const mechanism = mechanisms[authentication.mechanism]
  const apdu = encode(aarq, {
    applicationContextName: isCiphered(security) ? 'logical-name-ciphered' : 'logical-name',
    ...(security && { callingApTitle: security.systemTitle }),
    ...(mechanism && { senderAcseRequirements: { authentication: true }, mechanismName: mechanism }),
    ...(authentication.mechanism === 'low' && { callingAuthenticationValue: authentication.password }),
    ...(authentication.mechanism === 'gmac' && { callingAuthenticationValue: authentication.challenge }),
    userInformation: information,
  })
  return [{ ...next, phase: { name: 'awaiting-aare' } }, [{ kind: 'send', apdu }]]
}

/** Takes AARE: done, or with HLS the server's challenge is answered (pass 3). */
export function onAare(state: ClientState, apdu: Uint8Array): ClientStep {
  if (apdu[0] === apduTags['exception-response']) throw exceptionError(untagged(exceptionResponse, apdu))
  const answer = decode(aare, apdu)
  const { security } = state.settings
  if (answer.result !== 'accepted') throw rejection(answer, security)
  const [next, server] = serverFacts(state, answer)
  if (state.settings.authentication.mechanism !== 'gmac') return ready(next, server)
  return answerChallenge(next, server, answer)
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
  if (
    information[0] !== apduTags['glo-initiate-response'] &&
    information[0] !== apduTags['glo-confirmed-service-error']
  ) {
    throw new DlmsError('protection', 'AARE with user information in plain within a ciphered association')
  }
  const content = untagged(axdr.octetString, information)
  try {
    return unprotectContent(state, security, 'global', systemTitle, content)
  } catch (error) {
    throw wrongKey(error, security, systemTitle, content) ?? error
  }
}

/** A rejected association. A server that answers with a ciphered service error lets us see which key is wrong. */
function rejection(answer: Aare, security: ClientSecurity | undefined): DlmsError {
  const { source, reason } = answer.resultSourceDiagnostic
  const information = answer.userInformation
  const systemTitle = answer.respondingApTitle
  if (
    isCiphered(security) &&
    systemTitle?.length === 8 &&
    information?.[0] === apduTags['glo-confirmed-service-error']
  ) {
    const content = untagged(axdr.octetString, information)
    try {
      security.keys.unprotect(systemTitle, content)
    } catch (error) {
      const wrong = wrongKey(error, security, systemTitle, content)
      if (wrong !== undefined) return wrong
    }
  }
  return new DlmsError('association-rejected', `${answer.result}, ${source}: ${reason}`)
}

/**
 * Tells a wrong encryption key from a wrong authentication key: with the right encryption key alone the content
 * already decrypts to the beginning of an InitiateResponse or ConfirmedServiceError.
 */
function wrongKey(
  error: unknown,
  security: ClientSecurity,
  systemTitle: Uint8Array,
  content: Uint8Array,
): DlmsError | undefined {
  const fault = error instanceof DlmsError ? error.cause : error
  if (!(fault instanceof SecurityError) || fault.fault !== 'tag-mismatch' || !security.protection.encrypted)
    return undefined
  const plain = security.keys.peek(systemTitle, content)
  const initiate = plain[0] === apduTags['initiate-response'] && (plain[1]! & 0xfe) === 0
  const refusal = plain[0] === apduTags['confirmed-service-error'] && plain[1] === 1 && plain[2] === 6
  return new DlmsError(initiate || refusal ? 'authentication-key-wrong' : 'encryption-key-wrong', '', {
    cause: error,
  })
}

function answerChallenge(state: ClientState, server: ServerFacts, answer: Aare): ClientStep {
  const { security } = state.settings
  if (security === undefined || server.systemTitle === undefined || server.challenge === undefined) {
    throw new DlmsError('unexpected-apdu', 'AARE without system title or challenge of the server')
  }
  if (answer.mechanismName !== undefined && answer.mechanismName !== 'high-gmac') {
    throw new DlmsError('association-rejected', `the server wants ${answer.mechanismName}`)
  }
  const [counted, counter] = takeCounter(state)
  const proof: Data = {
    type: 'octet-string',
    value: security.keys.answerChallenge(security.systemTitle, counter, server.challenge),
  }
  const [next, apdu] = protect(
    counted,
    tagged(apduTags['action-request'], actionRequest, {
      kind: 'action-request-normal',
      invokeIdAndPriority: { id: state.invokeId, confirmed: true, highPriority: true },
      method: {
        classId: currentAssociation.classId,
        instanceId: currentAssociation.instanceId,
        methodId: currentAssociation.replyToHls,
      },
      parameters: encode(dataCodec, proof),
    }),
    // A dedicated key serves once the association stands; until then the global one does.
    'global',
  )
  return [{ ...next, phase: { name: 'awaiting-hls', server } }, [{ kind: 'send', apdu }]]
}

/** Takes the server's answer to our challenge (pass 4). */
export function onHlsAnswer(state: ClientState, server: ServerFacts, apdu: Uint8Array): ClientStep {
  const { security, authentication } = state.settings
  const [next, plain] = unprotect(state, server, apdu)
  if (plain[0] === apduTags['exception-response']) throw exceptionError(untagged(exceptionResponse, plain))
  if (plain[0] !== apduTags['action-response']) {
    throw new DlmsError('unexpected-apdu', `${plain[0]?.toString(16)} instead of an action-response`)
  }
  const reply = untagged(actionResponse, plain)
  if (reply.kind !== 'action-response-normal') throw new DlmsError('unexpected-apdu', reply.kind)
  const { result, returnParameters } = reply.response
  if (result !== 'success') throw new DlmsError('keys-refused', `reply_to_HLS_authentication: ${result}`)
  const proof = returnParameters?.kind === 'data' ? decodeData(returnParameters.data) : undefined
  const challenge = authentication.mechanism === 'gmac' ? authentication.challenge : undefined
  const authentic =
    proof?.type === 'octet-string' &&
    challenge !== undefined &&
    security !== undefined &&
    server.systemTitle !== undefined &&
    security.keys.verifyAnswer(server.systemTitle, challenge, proof.value)
  if (!authentic) throw new DlmsError('server-not-authentic')
  return ready(next, server)
}

export function exceptionError(value: ReturnType<typeof exceptionResponse.decode>): DlmsError {
  const { stateError, serviceError, expectedInvocationCounter } = value
  if (serviceError === 'invocation-counter-error') {
    const expected =
      expectedInvocationCounter === undefined ? '' : `it expects ${expectedInvocationCounter} or more`
    return new DlmsError('counter-refused', expected, { expectedInvocationCounter })
  }
  if (serviceError === 'deciphering-error')
    return new DlmsError('keys-refused', `${stateError}, ${serviceError}`)
  return new DlmsError('exception', `${stateError}, ${serviceError}`)
}

export function confirmedError(apdu: Uint8Array): DlmsError {
  const { service, error } = untagged(confirmedServiceError, apdu)
  const reason = error.kind === 'initiate' ? error.reason : `${error.kind} ${error.code}`
  return new DlmsError('confirmed-service-error', `${service}: ${reason}`)
}
