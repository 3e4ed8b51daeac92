import type { InvokeId } from '../apdu/elements/invoke-id.ts'
import { type IncomingBlocks, joinBlocks, type OutgoingBlocks, takeBlock } from '../block-transfer.ts'
import { DlmsError } from '../dlms-error.ts'
import type { ServiceRequest, ServiceResponse } from '../request.ts'
import type { LongService } from './requests.ts'
import type { Exchange } from './state.ts'

/** What a response APDU means for the request under way. */
export type Reading =
  | { readonly kind: 'complete'; readonly response: ServiceResponse }
  /** A block of a long response; the next one is to be asked for. */
  | {
      readonly kind: 'more'
      readonly incoming: IncomingBlocks
      readonly ask: (invokeId: InvokeId) => Uint8Array
    }
  /** The server has our last block and waits for the next. */
  | { readonly kind: 'acknowledged'; readonly service: LongService; readonly outgoing: OutgoingBlocks }

/** What the readers need of the request. */
export interface Pending {
  readonly exchange: Exchange
  readonly items: number
  readonly invokeId: number
  readonly maxLength: number
}

/** The request has its answer. */
export function complete(response: ServiceResponse): Reading {
  return { kind: 'complete', response }
}

/** Checks that a response answers the request under way. */
export function match(
  { exchange, invokeId }: Pending,
  service: ServiceRequest['service'],
  id: number = invokeId,
): void {
  if (exchange.request.service !== service || id !== invokeId) {
    throw new DlmsError(
      'unexpected-apdu',
      `${service}-response with invoke id ${id} in answer to ${exchange.request.service} with ${invokeId}`,
    )
  }
}

interface Block {
  readonly lastBlock: boolean
  readonly blockNumber: number
  readonly rawData: Uint8Array
}

/** Adds a block. The whole is read at the last one, before that the next is asked for. */
export function collect(
  { exchange, maxLength }: Pending,
  { lastBlock, blockNumber, rawData }: Block,
  ask: (invokeId: InvokeId) => Uint8Array,
  read: (octets: Uint8Array) => ServiceResponse,
): Reading {
  const incoming = takeBlock(exchange.incoming, blockNumber, rawData, maxLength)
  return lastBlock ? complete(read(joinBlocks(incoming))) : { kind: 'more', incoming, ask }
}

/** The server has a block of ours: it must be the last one sent. */
export function acknowledged(
  { exchange: { outgoing } }: Pending,
  service: LongService,
  number: number,
): Reading {
  if (outgoing === undefined || number !== outgoing.number - 1) {
    throw new DlmsError(
      'block-transfer',
      `the server acknowledges block ${number}, which was not the last sent`,
    )
  }
  return { kind: 'acknowledged', service, outgoing }
}
