import type { Codec } from '@ferraris/codec'
import { axdr, encode } from '@ferraris/codec'
import { encodeData } from '@ferraris/cosem'
import type { ConformanceService } from '../apdu/association/conformance.ts'
import { actionNeeds, getNeeds, setNeeds } from '../apdu/association/needs.ts'
import { encodedData } from '../apdu/elements/encoded-data.ts'
import type { InvokeId } from '../apdu/elements/invoke-id.ts'
import { type ActionRequest, actionRequest } from '../apdu/services/action.ts'
import { type GetRequest, getRequest } from '../apdu/services/get.ts'
import { type SetRequest, setRequest } from '../apdu/services/set.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { type OutgoingBlocks, startBlocks } from '../block-transfer.ts'
import type { MethodRequest, ServiceRequest } from '../request.ts'
import { accessApdu } from './access-request.ts'
import {
  checkNeeds,
  cut,
  methodDescriptor,
  type RequestApdu,
  type RequestFrame,
  tooLong,
  withSelection,
} from './request-frame.ts'
import {
  longRead,
  longWrite,
  nextReadBlock,
  nextWriteBlock,
  readApdu,
  writeApdu,
} from './short-names/variable-requests.ts'

/**
 * The request as APDU. One that is too long begins a block transfer, where its service has one (IEC 62056-5-3, 7.3.13 to
 * 7.3.15). Throws DlmsError for what the association does not have, and for what does not fit.
 */
export function requestApdu(request: ServiceRequest, frame: RequestFrame): RequestApdu {
  const apdu = wholeRequest(request, frame)
  if (apdu.length <= frame.limit) return { apdu, outgoing: undefined }
  switch (request.service) {
    case 'set':
      return longSet(request, frame)
    case 'action':
      return longAction(request, frame)
    case 'read':
      return longRead(request, frame)
    case 'write':
      return longWrite(request, frame)
    default:
      throw tooLong(apdu.length, frame)
  }
}

/** Services with requests in blocks. */
export type LongService = 'set' | 'action' | 'read' | 'write'

/** The APDU that carries on a long request. */
export function nextRequestBlock(
  service: LongService,
  outgoing: OutgoingBlocks,
  frame: RequestFrame,
): RequestApdu {
  const { invokeId: invokeIdAndPriority } = frame
  switch (service) {
    case 'set':
      return cut(outgoing, frame, dataBlock =>
        setApdu(frame, { kind: 'set-request-with-datablock', invokeIdAndPriority, dataBlock }),
      )
    case 'action':
      return cut(outgoing, frame, dataBlock =>
        actionApdu(frame, { kind: 'action-request-with-pblock', invokeIdAndPriority, dataBlock }),
      )
    case 'read':
      return nextReadBlock(outgoing, frame)
    case 'write':
      return nextWriteBlock(outgoing, frame)
  }
}

function checked<T>(tag: number, codec: Codec<T>, needs: (value: T) => readonly ConformanceService[]) {
  return (frame: RequestFrame, value: T): Uint8Array => {
    checkNeeds(frame, needs(value))
    return tagged(tag, codec, value)
  }
}
const getApdu = checked<GetRequest>(apduTags['get-request'], getRequest, getNeeds)
const setApdu = checked<SetRequest>(apduTags['set-request'], setRequest, setNeeds)
const actionApdu = checked<ActionRequest>(apduTags['action-request'], actionRequest, actionNeeds)

/** Asks for the next block of a long GET. The server has blocks, for it has sent one. */
export function getNextBlock(invokeIdAndPriority: InvokeId, blockNumber: number): Uint8Array {
  return tagged(apduTags['get-request'], getRequest, {
    kind: 'get-request-next',
    invokeIdAndPriority,
    blockNumber,
  })
}

/** Asks for the next block of a long ACTION response. */
export function actionNextBlock(invokeIdAndPriority: InvokeId, blockNumber: number): Uint8Array {
  return tagged(apduTags['action-request'], actionRequest, {
    kind: 'action-request-next-pblock',
    invokeIdAndPriority,
    blockNumber,
  })
}

function wholeRequest(request: ServiceRequest, frame: RequestFrame): Uint8Array {
  switch (request.service) {
    case 'get':
      return wholeGet(request, frame)
    case 'set':
      return wholeSet(request, frame)
    case 'action':
      return wholeAction(request, frame)
    case 'access':
      return accessApdu(request, frame)
    case 'read':
      return readApdu(request, frame)
    case 'write':
      return writeApdu(request, frame)
  }
}

type Get = Extract<ServiceRequest, { readonly service: 'get' }>
type Set = Extract<ServiceRequest, { readonly service: 'set' }>
type Action = Extract<ServiceRequest, { readonly service: 'action' }>

function wholeGet({ items }: Get, frame: RequestFrame): Uint8Array {
  const { invokeId: invokeIdAndPriority } = frame
  const item = onlyOne(items)
  const value: GetRequest =
    item !== undefined
      ? { kind: 'get-request-normal', invokeIdAndPriority, ...withSelection(item) }
      : { kind: 'get-request-with-list', invokeIdAndPriority, attributes: items.map(withSelection) }
  return getApdu(frame, value)
}

function valuesOf({ items }: Set) {
  return items.map(item => encodeData(item.value))
}

/** IEC 62056-5-3, 9.5: where a method of a list takes no parameters its place holds null-data. */
function parameterOf({ parameter }: MethodRequest) {
  return encodeData(parameter ?? { type: 'null-data', value: null })
}

function parametersOf({ items }: Action) {
  return items.map(parameterOf)
}

/** The item of a list of one: it has a form of its own. */
function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined
}

function wholeSet(request: Set, frame: RequestFrame): Uint8Array {
  const { items } = request
  const { invokeId: invokeIdAndPriority } = frame
  const item = onlyOne(items)
  const value: SetRequest =
    item !== undefined
      ? {
          kind: 'set-request-normal',
          invokeIdAndPriority,
          ...withSelection(item),
          value: encodeData(item.value),
        }
      : {
          kind: 'set-request-with-list',
          invokeIdAndPriority,
          attributes: items.map(withSelection),
          values: valuesOf(request),
        }
  return setApdu(frame, value)
}

function wholeAction(request: Action, frame: RequestFrame): Uint8Array {
  const { items } = request
  const { invokeId: invokeIdAndPriority } = frame
  const item = onlyOne(items)
  const value: ActionRequest =
    item !== undefined
      ? {
          kind: 'action-request-normal',
          invokeIdAndPriority,
          method: methodDescriptor(item),
          ...(item.parameter && { parameters: encodeData(item.parameter) }),
        }
      : {
          kind: 'action-request-with-list',
          invokeIdAndPriority,
          methods: items.map(methodDescriptor),
          parameters: parametersOf(request),
        }
  return actionApdu(frame, value)
}

function longSet(request: Set, frame: RequestFrame): RequestApdu {
  const { items } = request
  const { invokeId: invokeIdAndPriority } = frame
  const item = onlyOne(items)
  if (item !== undefined) {
    const target = withSelection(item)
    return cut(startBlocks(encodeData(item.value)), frame, dataBlock =>
      setApdu(frame, { kind: 'set-request-with-first-datablock', invokeIdAndPriority, ...target, dataBlock }),
    )
  }
  const attributes = items.map(withSelection)
  const kind = 'set-request-with-list-and-first-datablock'
  return cut(startBlocks(encode(axdr.listOf(encodedData), valuesOf(request))), frame, dataBlock =>
    setApdu(frame, { kind, invokeIdAndPriority, attributes, dataBlock }),
  )
}

function longAction(request: Action, frame: RequestFrame): RequestApdu {
  const { items } = request
  const { invokeId: invokeIdAndPriority } = frame
  const item = onlyOne(items)
  if (item !== undefined) {
    const method = methodDescriptor(item)
    return cut(startBlocks(parameterOf(item)), frame, dataBlock =>
      actionApdu(frame, { kind: 'action-request-with-first-pblock', invokeIdAndPriority, method, dataBlock }),
    )
  }
  const methods = items.map(methodDescriptor)
  const kind = 'action-request-with-list-and-first-pblock'
  return cut(startBlocks(encode(axdr.listOf(encodedData), parametersOf(request))), frame, dataBlock =>
    actionApdu(frame, { kind, invokeIdAndPriority, methods, dataBlock }),
  )
}
