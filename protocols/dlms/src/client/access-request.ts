import { at } from '@ferraris/bytes'
import { encodeData } from '@ferraris/cosem'
import { accessNeeds } from '../apdu/association/needs.ts'
import { longInvokeIdWord } from '../apdu/elements/invoke-id.ts'
import {
  type AccessRequest,
  type AccessResponse,
  type AccessResult,
  type AccessSpecification,
  accessRequest,
} from '../apdu/services/access.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import type { AccessItem, AccessOutcome, ServiceRequest } from '../request.ts'
import { checkNeeds, methodDescriptor, type RequestFrame, withSelection } from './request-frame.ts'

type Access = Extract<ServiceRequest, { readonly service: 'access' }>

/** Access-Request (IEC 62056-5-3, 6.11). Its long invoke id is the short one of the other services. */
export function accessApdu(request: Access, frame: RequestFrame): Uint8Array {
  const { items, time, breakOnError = false, selfDescriptive = false } = request
  const { id, confirmed, highPriority } = frame.invokeId
  const value: AccessRequest = {
    longInvokeIdAndPriority: longInvokeIdWord({ id, confirmed, highPriority, breakOnError, selfDescriptive }),
    dateTime: time ?? new Uint8Array(),
    specifications: items.map(specification),
    data: items.map(dataOf),
  }
  checkNeeds(frame, accessNeeds(value))
  return tagged(apduTags['access-request'], accessRequest, value)
}

function specification(item: AccessItem): AccessSpecification {
  if (item.kind === 'action') return { kind: 'action', method: methodDescriptor(item) }
  const { attribute, accessSelection } = withSelection(item)
  return accessSelection === undefined
    ? { kind: item.kind, attribute }
    : { kind: `${item.kind}-with-selection`, attribute, accessSelection }
}

const nothing = Uint8Array.of(0)

function dataOf(item: AccessItem): Uint8Array {
  if (item.kind === 'set') return encodeData(item.value)
  return item.kind === 'action' && item.parameter !== undefined ? encodeData(item.parameter) : nothing
}

/** The outcomes of the parts. Throws DlmsError where the response is not one to these parts. */
export function accessOutcomes(items: readonly AccessItem[], response: AccessResponse): AccessOutcome[] {
  const { results, data } = response
  if (results.length !== items.length || data.length !== items.length) {
    throw new DlmsError(
      'unexpected-apdu',
      `${results.length} results with ${data.length} data for ${items.length} items`,
    )
  }
  return results.map((result, i) => {
    const { kind } = at(items, i)
    if (result.kind !== kind)
      throw new DlmsError('unexpected-apdu', `result ${i} is of ${result.kind}, not of ${kind}`)
    return outcome(result, at(data, i))
  })
}

function outcome(given: AccessResult, value: Uint8Array): AccessOutcome {
  const data = { kind: 'data', data: value } as const
  switch (given.kind) {
    case 'get': {
      const { result } = given
      return { kind: 'get', result: result === 'success' ? data : { kind: 'data-access-result', result } }
    }
    case 'set':
      return given
    case 'action': {
      const { result } = given
      return { kind: 'action', outcome: value[0] === 0 ? { result } : { result, returnParameters: data } }
    }
  }
}
