import { axdr, choice, sequence, type ValueOf } from '@ferraris/codec'
import { attributeDescriptor, attributeWithSelection, selectiveAccess } from '../elements/descriptors.ts'
import { encodedData } from '../elements/encoded-data.ts'
import { invokeIdAndPriority } from '../elements/invoke-id.ts'
import { dataAccessResult } from '../elements/results.ts'

/** DataBlock-SA: one part of a long SET or ACTION parameter. */
export const dataBlock = sequence('DataBlock-SA', {
  lastBlock: axdr.boolean,
  blockNumber: axdr.unsigned32,
  rawData: axdr.octetString,
})
export type DataBlock = ValueOf<typeof dataBlock>

/** Set-Request (IEC 62056-5-3, 9.5), behind its APDU tag C1. */
export const setRequest = choice('Set-Request', {
  'set-request-normal': [
    1,
    sequence('Set-Request-Normal', {
      invokeIdAndPriority,
      attribute: attributeDescriptor,
      accessSelection: axdr.optional(selectiveAccess),
      value: encodedData,
    }),
  ],
  'set-request-with-first-datablock': [
    2,
    sequence('Set-Request-With-First-Datablock', {
      invokeIdAndPriority,
      attribute: attributeDescriptor,
      accessSelection: axdr.optional(selectiveAccess),
      dataBlock,
    }),
  ],
  'set-request-with-datablock': [
    3,
    sequence('Set-Request-With-Datablock', { invokeIdAndPriority, dataBlock }),
  ],
  'set-request-with-list': [
    4,
    sequence('Set-Request-With-List', {
      invokeIdAndPriority,
      attributes: axdr.listOf(attributeWithSelection),
      values: axdr.listOf(encodedData),
    }),
  ],
  'set-request-with-list-and-first-datablock': [
    5,
    sequence('Set-Request-With-List-And-First-Datablock', {
      invokeIdAndPriority,
      attributes: axdr.listOf(attributeWithSelection),
      dataBlock,
    }),
  ],
})
export type SetRequest = ValueOf<typeof setRequest>

/** Set-Response, behind its APDU tag C5. */
export const setResponse = choice('Set-Response', {
  'set-response-normal': [
    1,
    sequence('Set-Response-Normal', { invokeIdAndPriority, result: dataAccessResult }),
  ],
  'set-response-datablock': [
    2,
    sequence('Set-Response-Datablock', {
      invokeIdAndPriority,
      blockNumber: axdr.unsigned32,
    }),
  ],
  'set-response-last-datablock': [
    3,
    sequence('Set-Response-Last-Datablock', {
      invokeIdAndPriority,
      result: dataAccessResult,
      blockNumber: axdr.unsigned32,
    }),
  ],
  'set-response-last-datablock-with-list': [
    4,
    sequence('Set-Response-Last-Datablock-With-List', {
      invokeIdAndPriority,
      results: axdr.listOf(dataAccessResult),
      blockNumber: axdr.unsigned32,
    }),
  ],
  'set-response-with-list': [
    5,
    sequence('Set-Response-With-List', {
      invokeIdAndPriority,
      results: axdr.listOf(dataAccessResult),
    }),
  ],
})
export type SetResponse = ValueOf<typeof setResponse>
