import { axdr, choice, sequence, type ValueOf } from '@ferraris/codec'
import { attributeDescriptor, methodDescriptor, selectiveAccess } from '../elements/descriptors.ts'
import { encodedData } from '../elements/encoded-data.ts'
import { actionResult, dataAccessResult } from '../elements/results.ts'

/** Access-Request-Specification (IEC 62056-5-3, 9.5): one of the mixed services of an ACCESS request. */
const specification = choice('Access-Request-Specification', {
  get: [1, sequence('Access-Request-Get', { attribute: attributeDescriptor })],
  set: [2, sequence('Access-Request-Set', { attribute: attributeDescriptor })],
  action: [3, sequence('Access-Request-Action', { method: methodDescriptor })],
  'get-with-selection': [
    4,
    sequence('Access-Request-Get-With-Selection', {
      attribute: attributeDescriptor,
      accessSelection: selectiveAccess,
    }),
  ],
  'set-with-selection': [
    5,
    sequence('Access-Request-Set-With-Selection', {
      attribute: attributeDescriptor,
      accessSelection: selectiveAccess,
    }),
  ],
})
export type AccessSpecification = ValueOf<typeof specification>

/** Access-Request, behind its APDU tag D9. Each specification has its data; a GET has null-data. */
export const accessRequest = sequence('Access-Request', {
  longInvokeIdAndPriority: axdr.unsigned32,
  dateTime: axdr.octetString,
  specifications: axdr.listOf(specification),
  data: axdr.listOf(encodedData),
})
export type AccessRequest = ValueOf<typeof accessRequest>

const outcome = choice('Access-Response-Specification', {
  get: [1, sequence('Access-Response-Get', { result: dataAccessResult })],
  set: [2, sequence('Access-Response-Set', { result: dataAccessResult })],
  action: [3, sequence('Access-Response-Action', { result: actionResult })],
})
export type AccessResult = ValueOf<typeof outcome>

/** Access-Response, behind its APDU tag DA. */
export const accessResponse = sequence('Access-Response', {
  longInvokeIdAndPriority: axdr.unsigned32,
  dateTime: axdr.octetString,
  /** The request's specifications again, where the server repeats them. */
  specifications: axdr.optional(axdr.listOf(specification)),
  data: axdr.listOf(encodedData),
  results: axdr.listOf(outcome),
})
export type AccessResponse = ValueOf<typeof accessResponse>
