import { decodeData, encodeData, obis } from '@ferraris/cosem'
import { type ActionRequest, actionResponse } from '../apdu/action.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { digestHls, ecdsaHls, gmacHls, type Hls, manufacturerHls } from '../security/hls.ts'
import type { AssociationSettings, ServerAssociation, ServerSettings } from './state.ts'

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

/** High-level security as the association asks for it; undefined for none and for a password. */
export function hlsOf({ authentication, security }: AssociationSettings): Hls | undefined {
  switch (authentication.mechanism) {
    case 'lowest':
    case 'low':
      return undefined
    case 'high-manufacturer':
      return manufacturerHls(authentication.answer)
    case 'high-md5':
    case 'high-sha1':
    case 'high-sha256':
      return digestHls(authentication.mechanism, authentication.secret)
    case 'high-gmac':
      return security && gmacHls(security.keys)
    case 'high-ecdsa':
      return ecdsaHls(authentication.signing)
  }
}

/** Passes 3 and 4 (IEC 62056-5-3, 5.3.7.2): checks the client's proof and gives ours; undefined if it is false. */
export function replyToHls(
  { systemTitle }: ServerSettings,
  association: ServerAssociation,
  request: Extract<ActionRequest, { kind: 'action-request-normal' }>,
): Uint8Array | undefined {
  const { toServer, toClient } = association.challenges!
  const { settings, clientCertificate, clientSystemTitle: clientTitle = noTitle } = association
  const hls = hlsOf(settings)!
  const proof = request.parameters && decodeData(request.parameters)
  const asked = { proverTitle: clientTitle, verifierTitle: systemTitle, received: toClient, sent: toServer }
  if (proof?.type !== 'octet-string' || !hls.verify(asked, proof.value, clientCertificate)) return undefined
  const own = { proverTitle: systemTitle, verifierTitle: clientTitle, received: toServer, sent: toClient }
  const value = hls.prove(own, hls.countsAnswers ? settings.security!.counters.take() : 0)
  return tagged(apduTags['action-response'], actionResponse, {
    kind: 'action-response-normal',
    invokeIdAndPriority: request.invokeIdAndPriority,
    response: {
      result: 'success',
      returnParameters: { kind: 'data', data: encodeData({ type: 'octet-string', value }) },
    },
  })
}

const noTitle = new Uint8Array()

export const hlsRefused = (request: Extract<ActionRequest, { kind: 'action-request-normal' }>): Uint8Array =>
  tagged(apduTags['action-response'], actionResponse, {
    kind: 'action-response-normal',
    invokeIdAndPriority: request.invokeIdAndPriority,
    response: { result: 'read-write-denied' },
  })
