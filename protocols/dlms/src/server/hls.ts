import { defined } from '@ferraris/bytes'
import { decodeData, encodeData } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import type { EncodedData } from '../apdu/elements/encoded-data.ts'
import { actionRequest, actionResponse } from '../apdu/services/action.ts'
import { readRequest, readResponse } from '../apdu/services/short-name.ts'
import { tagged, untagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { digestHls, ecdsaHls, gmacHls, type Hls, manufacturerHls } from '../security/hls/hls.ts'
import { associationNames, associationSn } from '../short-names/short-names.ts'
import type { AssociationSettings, Referencing, ServerAssociation, ServerSettings } from './state.ts'

const associationLn = { classId: 15, replyToHls: 1 }
const replyToHlsName = associationNames.method(
  associationSn.classId,
  associationSn.obis,
  associationSn.replyToHls,
)

/** A request to check the client's proof, and how it is answered. */
interface Proof {
  readonly parameters: EncodedData | undefined
  /** With our own proof, or none where the client's is false. */
  answer(data: EncodedData | undefined): Uint8Array
}

/** reply_to_HLS_authentication of the current association: the only request allowed before it stands. */
export function proofOf(referencing: Referencing, plain: Uint8Array): Proof | undefined {
  return referencing === 'LN' ? methodProof(plain) : readProof(plain)
}

function methodProof(plain: Uint8Array): Proof | undefined {
  if (plain[0] !== apduTags['action-request']) return undefined
  const request = untagged(actionRequest, plain)
  if (request.kind !== 'action-request-normal') return undefined
  const { method, parameters, invokeIdAndPriority } = request
  const { classId, instanceId, methodId } = method
  const isReply =
    classId === associationLn.classId &&
    instanceId === obisCodes.currentAssociation &&
    methodId === associationLn.replyToHls
  if (!isReply) return undefined
  const answer = (data: EncodedData | undefined) =>
    tagged(apduTags['action-response'], actionResponse, {
      kind: 'action-response-normal',
      invokeIdAndPriority,
      response:
        data === undefined
          ? { result: 'read-write-denied' }
          : { result: 'success', returnParameters: { kind: 'data', data } },
    })
  return { parameters, answer }
}

/** Short names invoke a method by reading it, with its parameter. */
function readProof(plain: Uint8Array): Proof | undefined {
  if (plain[0] !== apduTags['read-request']) return undefined
  const { specifications } = untagged(readRequest, plain)
  const [asked] = specifications
  if (specifications.length !== 1 || asked?.kind !== 'parameterized-access') return undefined
  if (asked.name !== replyToHlsName) return undefined
  const answer = (data: EncodedData | undefined) =>
    tagged(apduTags['read-response'], readResponse, {
      results: [
        data === undefined
          ? { kind: 'data-access-error', error: 'read-write-denied' }
          : { kind: 'data', data },
      ],
    })
  return { parameters: asked.parameter, answer }
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
  parameters: EncodedData | undefined,
): EncodedData | undefined {
  const { toServer, toClient } = defined(association.challenges, 'the challenges of the association')
  const { settings, clientCertificate, clientSystemTitle: clientTitle = noTitle } = association
  const hls = defined(hlsOf(settings), 'the mechanism of HLS')
  const proof = parameters && decodeData(parameters)
  const asked = { proverTitle: clientTitle, verifierTitle: systemTitle, received: toClient, sent: toServer }
  if (proof?.type !== 'octet-string' || !hls.verify(asked, proof.value, clientCertificate)) return undefined
  const own = { proverTitle: systemTitle, verifierTitle: clientTitle, received: toServer, sent: toClient }
  const value = hls.prove(own, hls.countsAnswers ? defined(settings.security, 'security').counters.take() : 0)
  return encodeData({ type: 'octet-string', value })
}

const noTitle = new Uint8Array()
