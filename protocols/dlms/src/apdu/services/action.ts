import { axdr, choice, sequence, type ValueOf } from '@ferraris/codec'
import { methodDescriptor } from '../elements/descriptors.ts'
import { encodedData } from '../elements/encoded-data.ts'
import { invokeIdAndPriority } from '../elements/invoke-id.ts'
import { actionResult } from '../elements/results.ts'
import { getDataResult } from './get.ts'
import { dataBlock } from './set.ts'

/** Action-Request (IEC 62056-5-3, 9.5), behind its APDU tag C3. The standard calls a data block of ACTION "pblock". */
export const actionRequest = choice('Action-Request', {
  'action-request-normal': [
    1,
    sequence('Action-Request-Normal', {
      invokeIdAndPriority,
      method: methodDescriptor,
      parameters: axdr.optional(encodedData),
    }),
  ],
  'action-request-next-pblock': [
    2,
    sequence('Action-Request-Next-Pblock', {
      invokeIdAndPriority,
      blockNumber: axdr.unsigned32,
    }),
  ],
  'action-request-with-list': [
    3,
    sequence('Action-Request-With-List', {
      invokeIdAndPriority,
      methods: axdr.listOf(methodDescriptor),
      parameters: axdr.listOf(encodedData),
    }),
  ],
  'action-request-with-first-pblock': [
    4,
    sequence('Action-Request-With-First-Pblock', {
      invokeIdAndPriority,
      method: methodDescriptor,
      dataBlock,
    }),
  ],
  'action-request-with-list-and-first-pblock': [
    5,
    sequence('Action-Request-With-List-And-First-Pblock', {
      invokeIdAndPriority,
      methods: axdr.listOf(methodDescriptor),
      dataBlock,
    }),
  ],
  'action-request-with-pblock': [
    6,
    sequence('Action-Request-With-Pblock', { invokeIdAndPriority, dataBlock }),
  ],
})
export type ActionRequest = ValueOf<typeof actionRequest>

export const actionOutcome = sequence('Action-Response-With-Optional-Data', {
  result: actionResult,
  returnParameters: axdr.optional(getDataResult),
})
export type ActionOutcome = ValueOf<typeof actionOutcome>

/** Action-Response, behind its APDU tag C7. */
export const actionResponse = choice('Action-Response', {
  'action-response-normal': [
    1,
    sequence('Action-Response-Normal', {
      invokeIdAndPriority,
      response: actionOutcome,
    }),
  ],
  'action-response-with-pblock': [
    2,
    sequence('Action-Response-With-Pblock', { invokeIdAndPriority, dataBlock }),
  ],
  'action-response-with-list': [
    3,
    sequence('Action-Response-With-List', {
      invokeIdAndPriority,
      responses: axdr.listOf(actionOutcome),
    }),
  ],
  'action-response-next-pblock': [
    4,
    sequence('Action-Response-Next-Pblock', {
      invokeIdAndPriority,
      blockNumber: axdr.unsigned32,
    }),
  ],
})
export type ActionResponse = ValueOf<typeof actionResponse>
