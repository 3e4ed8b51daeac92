import { axdr, encode } from '@ferraris/codec'
import { encodeData } from '@ferraris/cosem'
import { variableNeeds } from '../apdu/needs.ts'
import {
  type ReadRequest,
  readRequest,
  type VariableAccess,
  variableAccess,
  type WriteRequest,
  writeRequest,
} from '../apdu/short-name.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { type OutgoingBlocks, startBlocks } from '../block-transfer.ts'
import type { ServiceRequest, VariableRead } from '../request.ts'
import { checkNeeds, cut, type RequestApdu, type RequestFrame } from './request-frame.ts'

type Read = Extract<ServiceRequest, { service: 'read' }>
type Write = Extract<ServiceRequest, { service: 'write' }>

const specificationOf = ({ shortName, selection }: VariableRead): VariableAccess =>
  selection === undefined
    ? { kind: 'variable-name', name: shortName }
    : {
        kind: 'parameterized-access',
        name: shortName,
        selector: selection.selector,
        parameter: encodeData(selection.parameters),
      }

function checkedRead(frame: RequestFrame, value: ReadRequest): Uint8Array {
  checkNeeds(frame, variableNeeds('read', value.specifications))
  return tagged(apduTags['read-request'], readRequest, value)
}

/** ReadRequest (IEC 62056-5-3, 6.14). */
export const readApdu = ({ items }: Read, frame: RequestFrame): Uint8Array =>
  checkedRead(frame, { specifications: items.map(specificationOf) })

/** A read request too long for one APDU: its list of variables goes in blocks. */
export const longRead = ({ items }: Read, frame: RequestFrame): RequestApdu =>
  nextReadBlock(startBlocks(encode(axdr.listOf(variableAccess), items.map(specificationOf))), frame)

export const nextReadBlock = (outgoing: OutgoingBlocks, frame: RequestFrame): RequestApdu =>
  cut(outgoing, frame, block =>
    checkedRead(frame, { specifications: [{ kind: 'read-data-block-access', ...block }] }),
  )

/** Asks for the next block of a long read response. */
export const readNextBlock = (blockNumber: number): Uint8Array =>
  tagged(apduTags['read-request'], readRequest, {
    specifications: [{ kind: 'block-number-access', blockNumber }],
  })

function checkedWrite(frame: RequestFrame, value: WriteRequest, confirmed: boolean): Uint8Array {
  checkNeeds(frame, variableNeeds(confirmed ? 'write' : 'unconfirmed-write', value.specifications))
  return tagged(apduTags[confirmed ? 'write-request' : 'unconfirmed-write-request'], writeRequest, value)
}

const requestOf = ({ items }: Write): WriteRequest => ({
  specifications: items.map(specificationOf),
  values: items.map(({ value }) => encodeData(value)),
})

/** WriteRequest or UnconfirmedWriteRequest (IEC 62056-5-3, 6.15 and 6.16). */
export const writeApdu = (request: Write, frame: RequestFrame): Uint8Array =>
  checkedWrite(frame, requestOf(request), request.confirmed ?? true)

/** A write request too long for one APDU: its variables and values go in blocks. */
export const longWrite = (request: Write, frame: RequestFrame): RequestApdu =>
  nextWriteBlock(startBlocks(encode(writeRequest, requestOf(request))), frame)

export const nextWriteBlock = (outgoing: OutgoingBlocks, frame: RequestFrame): RequestApdu =>
  cut(outgoing, frame, ({ lastBlock, blockNumber, rawData }) =>
    checkedWrite(
      frame,
      {
        specifications: [{ kind: 'write-data-block-access', lastBlock, blockNumber }],
        values: [encodeData({ type: 'octet-string', value: rawData })],
      },
      true,
    ),
  )
