import { defined } from '@ferraris/bytes'
import { decodeData, encodeData } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { actionRequest } from '../../apdu/services/action.ts'
import type { GetDataResult } from '../../apdu/services/get.ts'
import { readRequest, readResponse } from '../../apdu/services/short-name.ts'
import { tagged, untagged } from '../../apdu/tagged.ts'
import { apduTags } from '../../apdu/tags.ts'
import { DlmsError } from '../../dlms-error.ts'
import { associationNames, associationSn } from '../../short-names/short-names.ts'
import { readActionResponse } from '../action-response.ts'
import type { ClientState } from '../state.ts'

/** reply_to_HLS_authentication of the current association (IEC 62056-6-2, class 15, and class 12 with short names). */
const currentAssociation = { classId: 15, instanceId: obisCodes.currentAssociation, methodId: 1 } as const
const replyToHlsName = defined(
  associationNames.method(associationSn.classId, associationSn.obis, associationSn.replyToHls),
  'the short name of reply_to_HLS_authentication',
)

/** Pass 3: the request that carries our proof. */
export function proofRequest({ settings, invokeId }: ClientState, proof: Uint8Array): Uint8Array {
  const parameters = encodeData({ type: 'octet-string', value: proof })
  if (settings.referencing === 'SN') {
    return tagged(apduTags['read-request'], readRequest, {
      specifications: [
        { kind: 'parameterized-access', name: replyToHlsName, selector: 1, parameter: parameters },
      ],
    })
  }
  return tagged(apduTags['action-request'], actionRequest, {
    kind: 'action-request-normal',
    invokeIdAndPriority: { id: invokeId, confirmed: true, highPriority: true },
    method: currentAssociation,
    parameters,
  })
}

/** Pass 4: the server's proof. Throws DlmsError where it refuses ours, or answers something else. */
export function proofIn({ settings }: ClientState, plain: Uint8Array): Uint8Array | undefined {
  const answer = settings.referencing === 'SN' ? readAnswer(plain) : methodAnswer(plain)
  const data = answer?.kind === 'data' ? decodeData(answer.data) : undefined
  return data?.type === 'octet-string' ? data.value : undefined
}

function unexpected(what: string | undefined): DlmsError {
  return new DlmsError('unexpected-apdu', `${what} instead of the answer to our proof`)
}

function refused(result: string): DlmsError {
  return new DlmsError('keys-refused', `reply_to_HLS_authentication: ${result}`)
}

function methodAnswer(plain: Uint8Array): GetDataResult | undefined {
  if (plain[0] !== apduTags['action-response']) throw unexpected(plain[0]?.toString(16))
  const reply = readActionResponse(plain)
  if (reply.kind !== 'action-response-normal') throw unexpected(reply.kind)
  const { result, returnParameters } = reply.response
  if (result !== 'success') throw refused(result)
  return returnParameters
}

function readAnswer(plain: Uint8Array): GetDataResult | undefined {
  if (plain[0] !== apduTags['read-response']) throw unexpected(plain[0]?.toString(16))
  const [result] = untagged(readResponse, plain).results
  if (result?.kind === 'data-access-error') throw refused(result.error)
  return result?.kind === 'data' ? result : undefined
}
