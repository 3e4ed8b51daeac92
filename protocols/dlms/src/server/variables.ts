import { at } from '@ferraris/bytes'
import { axdr, decode, encode } from '@ferraris/codec'
import { decodeData } from '@ferraris/cosem'
import type { MethodDescriptor } from '../apdu/elements/descriptors.ts'
import type { EncodedData } from '../apdu/elements/encoded-data.ts'
import type { ActionResult, DataAccessResult } from '../apdu/elements/results.ts'
import {
  type ReadRequest,
  type ReadResult,
  readResponse,
  readResult,
  type VariableAccess,
  variableAccess,
  type WriteRequest,
  type WriteResult,
  writeRequest,
  writeResponse,
} from '../apdu/services/short-name.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import {
  cutBlock,
  type IncomingBlocks,
  joinBlocks,
  noBlocks,
  type OutgoingBlocks,
  startBlocks,
  takeBlock,
} from '../block-transfer.ts'
import type { ShortNameTarget } from '../short-names/short-names.ts'
import { invoke } from './action.ts'
import { readAttribute } from './get.ts'
import { needsBlocks, RefusedService, type Reply, ResponseBudget, type Serving } from './serving.ts'
import { writeAttribute } from './set.ts'

/** Octets of a read response with one block besides its raw data. */
const blockOverhead = 9

function readApdu(results: ReadResult[]): Uint8Array {
  return tagged(apduTags['read-response'], readResponse, { results })
}
function writeApdu(results: WriteResult[]): Uint8Array {
  return tagged(apduTags['write-response'], writeResponse, { results })
}
function readError(error: DataAccessResult): Reply {
  return [readApdu([{ kind: 'data-access-error', error }]), undefined]
}
function writeError(error: DataAccessResult): Reply {
  return [writeApdu([{ kind: 'data-access-error', error }]), undefined]
}

/** Serves ReadRequest (IEC 62056-5-3, 6.14): attributes, and methods for what they return. */
export function serveRead(serving: Serving, { specifications }: ReadRequest): Reply {
  const [first] = specifications
  if (specifications.length === 1 && first?.kind === 'block-number-access') {
    const { transfer, limit } = serving
    if (transfer?.kind !== 'read-response') return readError('no-long-get-in-progress')
    return first.blockNumber === transfer.outgoing.number - 1
      ? nextBlock(transfer.outgoing, limit)
      : readError('data-block-number-invalid')
  }
  if (specifications.length === 1 && first?.kind === 'read-data-block-access') {
    const incoming = serving.transfer?.kind === 'read-request' ? serving.transfer.incoming : noBlocks
    const { blockNumber, lastBlock, rawData } = first
    const taken = collect(serving, incoming, blockNumber, rawData)
    if (typeof taken === 'string') return readError(taken)
    if (!lastBlock)
      return [readApdu([{ kind: 'block-number', blockNumber }]), { kind: 'read-request', incoming: taken }]
    return readAll(serving, decode(axdr.listOf(variableAccess), joinBlocks(taken)))
  }
  return readAll(serving, specifications)
}

function readAll(serving: Serving, specifications: readonly VariableAccess[]): Reply {
  const budget = new ResponseBudget()
  const results = specifications.map((specification): ReadResult => {
    const result = budget.spend(() => readOne(serving, specification))
    return result.kind === 'data' ? result : { kind: 'data-access-error', error: result.result }
  })
  const whole = readApdu(results)
  if (!needsBlocks(serving, whole, 'block-transfer-with-get-or-read')) return [whole, undefined]
  return nextBlock(startBlocks(encode(axdr.listOf(readResult), results)), serving.limit)
}

function readOne(serving: Serving, specification: VariableAccess): ReturnType<typeof readAttribute> {
  const target = targetOf(serving, specification)
  if (target === undefined) return { kind: 'data-access-result', result: 'object-undefined' }
  const given = specification.kind === 'parameterized-access' ? specification : undefined
  if ('attribute' in target)
    return readAttribute(serving, { attribute: attributeOf(target), ...selectionOf(given) })
  const { result, returnParameters } = invoke(serving, methodOf(target), given?.parameter)
  if (result !== 'success') return { kind: 'data-access-result', result: accessResultOf(result) }
  return returnParameters ?? { kind: 'data', data: Uint8Array.of(0) }
}

function nextBlock(outgoing: OutgoingBlocks, limit: number): Reply {
  const [block, rest] = cutBlock(outgoing, Math.max(1, limit - blockOverhead))
  return [
    readApdu([{ kind: 'data-block-result', ...block }]),
    rest && { kind: 'read-response', outgoing: rest },
  ]
}

/** Serves WriteRequest (IEC 62056-5-3, 6.15): attributes, and methods without their return value. */
export function serveWrite(serving: Serving, request: WriteRequest): Reply {
  const [first] = request.specifications
  if (request.specifications.length !== 1 || first?.kind !== 'write-data-block-access') {
    return [writeApdu(writeAll(serving, request)), undefined]
  }
  const incoming = serving.transfer?.kind === 'write-request' ? serving.transfer.incoming : noBlocks
  const { blockNumber, lastBlock } = first
  const rawData = request.values[0] && decodeData(request.values[0])
  if (rawData?.type !== 'octet-string') return writeError('type-unmatched')
  const taken = collect(serving, incoming, blockNumber, rawData.value)
  if (typeof taken === 'string') return writeError(taken === 'long-get-aborted' ? 'long-set-aborted' : taken)
  if (!lastBlock)
    return [writeApdu([{ kind: 'block-number', blockNumber }]), { kind: 'write-request', incoming: taken }]
  return [writeApdu(writeAll(serving, decode(writeRequest, joinBlocks(taken)))), undefined]
}

/** Serves UnconfirmedWriteRequest: as a WriteRequest, in silence. */
export function serveUnconfirmedWrite(serving: Serving, request: WriteRequest): Reply {
  writeAll(serving, request)
  return [undefined, undefined]
}

function writeAll(serving: Serving, { specifications, values }: WriteRequest): WriteResult[] {
  if (specifications.length !== values.length) throw new RefusedService('other-reason')
  return specifications.map((specification, i) => {
    const error = writeOne(serving, specification, at(values, i))
    return error === 'success' ? { kind: 'success' } : { kind: 'data-access-error', error }
  })
}

function writeOne(serving: Serving, specification: VariableAccess, value: EncodedData): DataAccessResult {
  const target = targetOf(serving, specification)
  if (target === undefined) return 'object-undefined'
  if ('method' in target) return accessResultOf(invoke(serving, methodOf(target), value).result)
  const given = specification.kind === 'parameterized-access' ? specification : undefined
  return writeAttribute(serving, { attribute: attributeOf(target), ...selectionOf(given) }, value)
}

/** Adds a block of a long request, or gives the reason why not. */
function collect(
  { maxLength }: Serving,
  incoming: IncomingBlocks,
  number: number,
  octets: Uint8Array,
): IncomingBlocks | DataAccessResult {
  // Block 1 begins anew, whatever came before.
  const before = number === 1 ? noBlocks : incoming
  if (number !== before.next) return 'data-block-number-invalid'
  return before.length + octets.length > maxLength
    ? 'long-get-aborted'
    : takeBlock(before, number, octets, maxLength)
}

function targetOf({ shortNames }: Serving, specification: VariableAccess): ShortNameTarget | undefined {
  return 'name' in specification ? shortNames?.resolve(specification.name) : undefined
}

function attributeOf({ classId, obis, attribute }: Extract<ShortNameTarget, { attribute: number }>) {
  return {
    classId,
    instanceId: obis,
    attributeId: attribute,
  }
}

function methodOf({ classId, obis, method }: Extract<ShortNameTarget, { method: number }>): MethodDescriptor {
  return {
    classId,
    instanceId: obis,
    methodId: method,
  }
}

function selectionOf(given: Extract<VariableAccess, { kind: 'parameterized-access' }> | undefined) {
  return given && { accessSelection: { accessSelector: given.selector, accessParameters: given.parameter } }
}

/** Short names have results of access only; the two of long actions do not occur here. */
function accessResultOf(result: ActionResult): DataAccessResult {
  return result === 'long-action-aborted' || result === 'no-long-action-in-progress' ? 'other-reason' : result
}
