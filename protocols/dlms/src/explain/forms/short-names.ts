import { toHex } from '@ferraris/bytes'
import type {
  InformationReport,
  ReadRequest,
  ReadResponse,
  ReadResult,
  VariableAccess,
  WriteRequest,
  WriteResponse,
  WriteResult,
} from '../../apdu/short-name.ts'
import type { ApduForm } from '../findings.ts'
import { dataOf } from './parts.ts'

/** The services of short-name referencing as JSON. */
export const shortNames = {
  'read-request': ({ specifications }: ReadRequest): ApduForm => ({
    apdu: 'read-request',
    list: specifications.map(variable),
  }),
  'read-response': ({ results }: ReadResponse): ApduForm => ({
    apdu: 'read-response',
    results: results.map(readResult),
  }),
  'write-request': (value: WriteRequest): ApduForm => ({ apdu: 'write-request', ...written(value) }),
  'unconfirmed-write-request': (value: WriteRequest): ApduForm => ({
    apdu: 'unconfirmed-write-request',
    ...written(value),
  }),
  'write-response': ({ results }: WriteResponse): ApduForm => ({
    apdu: 'write-response',
    results: results.map(writeResult),
  }),
  'information-report-request': ({ currentTime, ...value }: InformationReport): ApduForm => ({
    apdu: 'information-report-request',
    currentTime: currentTime === undefined ? null : String.fromCharCode(...currentTime),
    ...written(value),
  }),
}

function written({ specifications, values }: WriteRequest) {
  return {
    list: specifications.map(variable),
    values: values.map(dataOf),
  }
}

function variable(value: VariableAccess) {
  switch (value.kind) {
    case 'variable-name':
      return { sn: value.name }
    case 'parameterized-access':
      return { sn: value.name, selector: value.selector, parameters: dataOf(value.parameter) }
    case 'block-number-access':
      return { blockNumber: value.blockNumber }
    case 'read-data-block-access':
      return { lastBlock: value.lastBlock, blockNumber: value.blockNumber, rawData: toHex(value.rawData) }
    case 'write-data-block-access':
      return { lastBlock: value.lastBlock, blockNumber: value.blockNumber }
  }
}

function readResult(value: ReadResult) {
  switch (value.kind) {
    case 'data':
      return { data: dataOf(value.data) }
    case 'data-access-error':
      return { error: value.error }
    case 'data-block-result':
      return { lastBlock: value.lastBlock, blockNumber: value.blockNumber, rawData: toHex(value.rawData) }
    case 'block-number':
      return { blockNumber: value.blockNumber }
  }
}

function writeResult(value: WriteResult) {
  switch (value.kind) {
    case 'success':
      return value.kind
    case 'data-access-error':
      return { error: value.error }
    case 'block-number':
      return { blockNumber: value.blockNumber }
  }
}
