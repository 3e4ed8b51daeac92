import { toHex } from '@ferraris/bytes'
import type { ValueOf } from '@ferraris/codec'
import type { AccessSpecification } from '../../apdu/access.ts'
import type { ActionOutcome, ActionRequest, ActionResponse } from '../../apdu/action.ts'
import type { plainApdus } from '../../apdu/apdu.ts'
import type { AttributeWithSelection } from '../../apdu/descriptors.ts'
import type { GetRequest, GetResponse } from '../../apdu/get.ts'
import type { SetRequest, SetResponse } from '../../apdu/set.ts'
import type { ApduForm } from '../findings.ts'
import {
  attributeOf,
  blockOf,
  dataOf,
  hexOrNull,
  invoke,
  longInvokeIdOf,
  methodOf,
  resultOf,
} from './parts.ts'

type Forms<N extends keyof typeof plainApdus> = {
  [K in N]: (value: ValueOf<(typeof plainApdus)[K]>) => ApduForm
}

/** The services of logical-name referencing as JSON. */
export const services: Forms<
  | 'get-request'
  | 'get-response'
  | 'set-request'
  | 'set-response'
  | 'action-request'
  | 'action-response'
  | 'event-notification-request'
  | 'access-request'
  | 'access-response'
> = {
  'get-request': value => numbered(value, getRequest(value)),
  'get-response': value => numbered(value, getResponse(value)),
  'set-request': value => numbered(value, setRequest(value)),
  'set-response': value => numbered(value, setResponse(value)),
  'action-request': value => numbered(value, actionRequest(value)),
  'action-response': value => numbered(value, actionResponse(value)),
  'event-notification-request': ({ time, attribute, value }) => ({
    apdu: 'event-notification-request',
    time: hexOrNull(time),
    ...attributeOf(attribute),
    value: dataOf(value),
  }),
  'access-request': ({ longInvokeIdAndPriority, dateTime, specifications, data }) => ({
    apdu: 'access-request',
    longInvokeIdAndPriority: longInvokeIdOf(longInvokeIdAndPriority),
    dateTime: hexOrNull(dateTime),
    specifications: specifications.map(specification),
    data: data.map(dataOf),
  }),
  'access-response': ({ longInvokeIdAndPriority, dateTime, specifications, data, results }) => ({
    apdu: 'access-response',
    longInvokeIdAndPriority: longInvokeIdOf(longInvokeIdAndPriority),
    dateTime: hexOrNull(dateTime),
    ...(specifications && { specifications: specifications.map(specification) }),
    data: data.map(dataOf),
    results: results.map(({ kind, result }) => ({ type: kind, result })),
  }),
}

function numbered(
  value: { kind: string; invokeIdAndPriority: Parameters<typeof invoke>[0] },
  rest: object,
): ApduForm {
  return { apdu: value.kind, ...invoke(value.invokeIdAndPriority), ...rest }
}

function getRequest(value: GetRequest) {
  switch (value.kind) {
    case 'get-request-normal':
      return attributeOf(value.attribute, value.accessSelection)
    case 'get-request-next':
      return { blockNumber: value.blockNumber }
    case 'get-request-with-list':
      return { list: value.attributes.map(listed) }
  }
}

function getResponse(value: GetResponse) {
  switch (value.kind) {
    case 'get-response-normal':
      return { result: resultOf(value.result) }
    case 'get-response-with-list':
      return { results: value.results.map(resultOf) }
    case 'get-response-with-datablock': {
      const { lastBlock, blockNumber, result } = value
      return result.kind === 'raw-data'
        ? { lastBlock, blockNumber, rawData: toHex(result.rawData) }
        : { lastBlock, blockNumber, error: result.result }
    }
  }
}

function setRequest(value: SetRequest) {
  switch (value.kind) {
    case 'set-request-normal':
      return { ...attributeOf(value.attribute, value.accessSelection), value: dataOf(value.value) }
    case 'set-request-with-first-datablock':
      return { ...attributeOf(value.attribute, value.accessSelection), ...blockOf(value.dataBlock) }
    case 'set-request-with-datablock':
      return blockOf(value.dataBlock)
    case 'set-request-with-list':
      return { list: value.attributes.map(listed), values: value.values.map(dataOf) }
    case 'set-request-with-list-and-first-datablock':
      return { list: value.attributes.map(listed), ...blockOf(value.dataBlock) }
  }
}

function listed({ attribute, accessSelection }: AttributeWithSelection) {
  return attributeOf(attribute, accessSelection)
}

function setResponse(value: SetResponse) {
  switch (value.kind) {
    case 'set-response-normal':
      return { result: value.result }
    case 'set-response-datablock':
      return { blockNumber: value.blockNumber }
    case 'set-response-last-datablock':
      return { result: value.result, blockNumber: value.blockNumber }
    case 'set-response-last-datablock-with-list':
      return { results: value.results, blockNumber: value.blockNumber }
    case 'set-response-with-list':
      return { results: value.results }
  }
}

function actionRequest(value: ActionRequest) {
  switch (value.kind) {
    case 'action-request-normal':
      return {
        ...methodOf(value.method),
        ...(value.parameters && { parameters: dataOf(value.parameters) }),
      }
    case 'action-request-next-pblock':
      return { blockNumber: value.blockNumber }
    case 'action-request-with-list':
      return { list: value.methods.map(methodOf), parameters: value.parameters.map(dataOf) }
    case 'action-request-with-first-pblock':
      return { ...methodOf(value.method), ...blockOf(value.dataBlock) }
    case 'action-request-with-list-and-first-pblock':
      return { list: value.methods.map(methodOf), ...blockOf(value.dataBlock) }
    case 'action-request-with-pblock':
      return blockOf(value.dataBlock)
  }
}

function outcome({ result, returnParameters }: ActionOutcome) {
  return {
    result,
    returnParameters: returnParameters === undefined ? null : resultOf(returnParameters),
  }
}

function actionResponse(value: ActionResponse) {
  switch (value.kind) {
    case 'action-response-normal':
      return outcome(value.response)
    case 'action-response-with-pblock':
      return blockOf(value.dataBlock)
    case 'action-response-with-list':
      return { results: value.responses.map(outcome) }
    case 'action-response-next-pblock':
      return { blockNumber: value.blockNumber }
  }
}

function specification(value: AccessSpecification) {
  return {
    type: value.kind,
    ...('method' in value
      ? methodOf(value.method)
      : attributeOf(value.attribute, 'accessSelection' in value ? value.accessSelection : undefined)),
  }
}
