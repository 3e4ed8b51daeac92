import { axdr, encode } from '@ferraris/codec'
import { encodeData } from '@ferraris/cosem'
import { variableNeeds } from '../../apdu/association/needs.ts'
import {
  type ReadRequest,
  readRequest,
  type VariableAccess,
  variableAccess,
  type WriteRequest,
  writeRequest,
} from '../../apdu/services/short-name.ts'
import { tagged } from '../../apdu/tagged.ts'
import { apduTags } from '../../apdu/tags.ts'
import { type OutgoingBlocks, startBlocks } from '../../block-transfer.ts'
import type { ServiceRequest, VariableRead } from '../../request.ts'
import { checkNeeds, cut, type RequestApdu, type RequestFrame } from '../request-frame.ts'

type Read = Extract<ServiceRequest, { readonly service: 'read' }>
type Write = Extract<ServiceRequest, { readonly service: 'write' }>

function specificationOf({ shortName, selection }: VariableRead): VariableAccess {
  return selection === undefined
    ? { kind: 'variable-name', name: shortName }
    : {
        kind: 'parameterized-access',
        name: shortName,
        selector: selection.selector,
        parameter: encodeData(selection.parameters),
      }
}

function checkedRead(frame: RequestFrame, value: ReadRequest): Uint8Array {
  checkNeeds(frame, variableNeeds('read', value.specifications))
  return tagged(apduTags['read-request'], readRequest, value)
}

/** ReadRequest (IEC 62056-5-3, 6.14). */
export function readApdu({ items }: Read, frame: RequestFrame): Uint8Array {
  return checkedRead(frame, { specifications: items.map(specificationOf) })
}

/** A read request too long for one APDU: its list of variables goes in blocks. */
export function longRead({ items }: Read, frame: RequestFrame): RequestApdu {
  return nextReadBlock(startBlocks(encode(axdr.listOf(variableAccess), items.map(specificationOf))), frame)
}

export function nextReadBlock(outgoing: OutgoingBlocks, frame: RequestFrame): RequestApdu {
  return cut(outgoing, frame, block =>
    checkedRead(frame, { specifications: [{ kind: 'read-data-block-access', ...block }] }),
  )
}

/** Asks for the next block of a long read response. */
export function readNextBlock(blockNumber: number): Uint8Array {
  return tagged(apduTags['read-request'], readRequest, {
    specifications: [{ kind: 'block-number-access', blockNumber }],
  })
}

function checkedWrite(frame: RequestFrame, value: WriteRequest, confirmed: boolean): Uint8Array {
  checkNeeds(frame, variableNeeds(confirmed ? 'write' : 'unconfirmed-write', value.specifications))
  return tagged(apduTags[confirmed ? 'write-request' : 'unconfirmed-write-request'], writeRequest, value)
}

function requestOf({ items }: Write): WriteRequest {
  return {
    specifications: items.map(specificationOf),
    values: items.map(({ value }) => encodeData(value)),
  }
}

/** WriteRequest or UnconfirmedWriteRequest (IEC 62056-5-3, 6.15 and 6.16). */
export function writeApdu(request: Write, frame: RequestFrame): Uint8Array {
  return checkedWrite(frame, requestOf(request), request.confirmed ?? true)
}

/** A write request too long for one APDU: its variables and values go in blocks. */
export function longWrite(request: Write, frame: RequestFrame): RequestApdu {
  return nextWriteBlock(startBlocks(encode(writeRequest, requestOf(request))), frame)
}

export function nextWriteBlock(outgoing: OutgoingBlocks, frame: RequestFrame): RequestApdu {
  return cut(outgoing, frame, ({ lastBlock, blockNumber, rawData }) =>
    checkedWrite(
      frame,
      {
        specifications: [{ kind: 'write-data-block-access', lastBlock, blockNumber }],
        values: [encodeData({ type: 'octet-string', value: rawData })],
      },
      true,
    ),
  )
}
