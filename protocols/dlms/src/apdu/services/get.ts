import { axdr, choice, sequence, type ValueOf } from '@ferraris/codec'
import { attributeDescriptor, attributeWithSelection, selectiveAccess } from '../elements/descriptors.ts'
import { encodedData } from '../elements/encoded-data.ts'
import { invokeIdAndPriority } from '../elements/invoke-id.ts'
import { dataAccessResult } from '../elements/results.ts'

/** Get-Request (IEC 62056-5-3, 9.5), behind its APDU tag C0. */
export const getRequest = choice('Get-Request', {
  'get-request-normal': [
    1,
    sequence('Get-Request-Normal', {
      invokeIdAndPriority,
      attribute: attributeDescriptor,
      accessSelection: axdr.optional(selectiveAccess),
    }),
  ],
  'get-request-next': [
    2,
    sequence('Get-Request-Next', { invokeIdAndPriority, blockNumber: axdr.unsigned32 }),
  ],
  'get-request-with-list': [
    3,
    sequence('Get-Request-With-List', {
      invokeIdAndPriority,
      attributes: axdr.listOf(attributeWithSelection),
    }),
  ],
})
export type GetRequest = ValueOf<typeof getRequest>

/** Get-Data-Result: the value, or why there is none. */
export const getDataResult = choice('Get-Data-Result', {
  data: [0, sequence('Data', { data: encodedData })],
  'data-access-result': [1, sequence('Data-Access-Result', { result: dataAccessResult })],
})
export type GetDataResult = ValueOf<typeof getDataResult>

const dataBlockResult = choice('DataBlock-G result', {
  'raw-data': [0, sequence('raw-data', { rawData: axdr.octetString })],
  'data-access-result': [1, sequence('Data-Access-Result', { result: dataAccessResult })],
})

/** Get-Response, behind its APDU tag C4. */
export const getResponse = choice('Get-Response', {
  'get-response-normal': [1, sequence('Get-Response-Normal', { invokeIdAndPriority, result: getDataResult })],
  'get-response-with-datablock': [
    2,
    sequence('Get-Response-With-Datablock', {
      invokeIdAndPriority,
      lastBlock: axdr.boolean,
      blockNumber: axdr.unsigned32,
      result: dataBlockResult,
    }),
  ],
  'get-response-with-list': [
    3,
    sequence('Get-Response-With-List', {
      invokeIdAndPriority,
      results: axdr.listOf(getDataResult),
    }),
  ],
})
export type GetResponse = ValueOf<typeof getResponse>
