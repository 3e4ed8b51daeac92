import { decodeData, encodeData, obis } from '@ferraris/cosem'
import { type ActionRequest, actionResponse } from '../apdu/action.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import type { ServerAssociation, ServerSettings } from './state.ts'

const associationLn = { classId: 15, replyToHls: 1 }
const currentAssociation = obis('0.0.40.0.0.255')

/** Whether a request is reply_to_HLS_authentication of the current association: the only one allowed before it. */
export function isReplyToHls(
  request: ActionRequest,
): request is Extract<ActionRequest, { kind: 'action-request-normal' }> {
  return (
    request.kind === 'action-request-normal' &&
    request.method.classId === associationLn.classId &&
    request.method.instanceId === currentAssociation &&
    request.method.methodId === associationLn.replyToHls
  )
}

/** Passes 3 and 4 of HLS 5 (IEC 62056-5-3, 5.3.7.2.5): checks the client's proof and gives ours; undefined if false. */
export function replyToHls(
  settings: ServerSettings,
  association: ServerAssociation,
  request: Extract<ActionRequest, { kind: 'action-request-normal' }>,
): Uint8Array | undefined {
  const { challenges, clientSystemTitle } = association
  const security = association.settings.security!
  const proof = request.parameters && decodeData(request.parameters)
  const proven =
    proof?.type === 'octet-string' &&
    security.keys.verifyAnswer(clientSystemTitle!, challenges!.toClient, proof.value)
  if (!proven) return undefined
  const value = security.keys.answerChallenge(
    settings.systemTitle,
    security.counters.take(),
    challenges!.toServer,
  )
  return tagged(apduTags['action-response'], actionResponse, {
    kind: 'action-response-normal',
    invokeIdAndPriority: request.invokeIdAndPriority,
    response: {
      result: 'success',
      returnParameters: { kind: 'data', data: encodeData({ type: 'octet-string', value }) },
    },
  })
}

export const hlsRefused = (request: Extract<ActionRequest, { kind: 'action-request-normal' }>): Uint8Array =>
  tagged(apduTags['action-response'], actionResponse, {
    kind: 'action-response-normal',
    invokeIdAndPriority: request.invokeIdAndPriority,
    response: { result: 'read-write-denied' },
  })
