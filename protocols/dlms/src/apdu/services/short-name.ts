import { axdr, choice, sequence, type ValueOf } from '@ferraris/codec'
import { encodedData } from '../elements/encoded-data.ts'
import { dataAccessResult } from '../elements/results.ts'

/** ObjectName: the base name of an object plus the offset of the attribute. */
const objectName = axdr.integer16

const blockRead = sequence('Read-Data-Block-Access', {
  lastBlock: axdr.boolean,
  blockNumber: axdr.unsigned16,
  rawData: axdr.octetString,
})

/** Variable-Access-Specification (IEC 62056-5-3, 9.5): what short-name referencing reads and writes. */
export const variableAccess = choice('Variable-Access-Specification', {
  'variable-name': [2, sequence('Variable-Name', { name: objectName })],
  'parameterized-access': [
    4,
    sequence('Parameterized-Access', {
      name: objectName,
      selector: axdr.unsigned8,
      parameter: encodedData,
    }),
  ],
  'block-number-access': [5, sequence('Block-Number-Access', { blockNumber: axdr.unsigned16 })],
  'read-data-block-access': [6, blockRead],
  'write-data-block-access': [
    7,
    sequence('Write-Data-Block-Access', { lastBlock: axdr.boolean, blockNumber: axdr.unsigned16 }),
  ],
})
export type VariableAccess = ValueOf<typeof variableAccess>

/** ReadRequest (IEC 62056-5-3, 9.5), behind its APDU tag 05. */
export const readRequest = sequence('ReadRequest', { specifications: axdr.listOf(variableAccess) })
export type ReadRequest = ValueOf<typeof readRequest>

export const readResult = choice('ReadResponse result', {
  data: [0, sequence('Data', { data: encodedData })],
  'data-access-error': [1, sequence('Data-Access-Error', { error: dataAccessResult })],
  'data-block-result': [2, blockRead],
  'block-number': [3, sequence('Block-Number', { blockNumber: axdr.unsigned16 })],
})
export type ReadResult = ValueOf<typeof readResult>

/** ReadResponse, behind its APDU tag 0C. */
export const readResponse = sequence('ReadResponse', { results: axdr.listOf(readResult) })
export type ReadResponse = ValueOf<typeof readResponse>

/** WriteRequest and UnconfirmedWriteRequest, behind their APDU tags 06 and 16. */
export const writeRequest = sequence('WriteRequest', {
  specifications: axdr.listOf(variableAccess),
  values: axdr.listOf(encodedData),
})
export type WriteRequest = ValueOf<typeof writeRequest>

const writeResult = choice('WriteResponse result', {
  success: [0, sequence('Success', {})],
  'data-access-error': [1, sequence('Data-Access-Error', { error: dataAccessResult })],
  'block-number': [2, sequence('Block-Number', { blockNumber: axdr.unsigned16 })],
})
export type WriteResult = ValueOf<typeof writeResult>

/** WriteResponse, behind its APDU tag 0D. */
export const writeResponse = sequence('WriteResponse', { results: axdr.listOf(writeResult) })
export type WriteResponse = ValueOf<typeof writeResponse>

/** InformationReportRequest, behind its APDU tag 18: what a short-name server sends of its own. */
export const informationReport = sequence('InformationReportRequest', {
  /** GeneralizedTime as text, `YYYYMMDDhhmmss.fff` and more. */
  currentTime: axdr.optional(axdr.octetString),
  specifications: axdr.listOf(variableAccess),
  values: axdr.listOf(encodedData),
})
