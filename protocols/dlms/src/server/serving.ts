import type { Conformance, ConformanceService } from '../apdu/association/conformance.ts'
import { supports } from '../apdu/association/conformance.ts'
import type { ServiceError } from '../apdu/errors.ts'
import type { GetDataResult } from '../apdu/services/get.ts'
import type { ShortNames } from '../short-names/short-names.ts'
import type { LogicalDevice, Requester, Transfer } from './state.ts'

/** All that serving one plain request takes. */
export interface Serving {
  readonly device: LogicalDevice
  readonly requester: Requester
  readonly conformance: Conformance
  /** The long message under way, which any other request ends. */
  readonly transfer: Transfer | undefined
  /** The longest plain response that the client takes in one APDU. */
  readonly limit: number
  /** Bound of a request put together from blocks, octets. */
  readonly maxLength: number
  /** In an association with short names. */
  readonly shortNames: ShortNames | undefined
}

/** A plain response, where there is one, and the long message that it begins or goes on with. */
export type Reply = readonly [apdu: Uint8Array | undefined, transfer: Transfer | undefined]

/** A request that is answered with an exception-response. */
export class RefusedService extends Error {
  readonly serviceError: ServiceError

  constructor(serviceError: ServiceError) {
    super(serviceError)
    this.serviceError = serviceError
  }
}

/**
 * Whether a response has to go in the blocks of its own service. They come before general block transfer, which more
 * clients propose than can read it: what is left whole for that goes in it, once it is protected. Throws
 * {@link RefusedService} for one that is too long where neither was negotiated.
 */
export function needsBlocks(
  { conformance, limit }: Serving,
  response: Uint8Array,
  service?: ConformanceService,
): boolean {
  if (response.length <= limit) return false
  if (service !== undefined && supports(conformance, service)) return true
  if (supports(conformance, 'general-block-transfer')) return false
  throw new RefusedService('pdu-too-long')
}

/** A list of short requests must not make us hold any amount of answers. */
const longestList = 4 * 1024 * 1024

/** What the answers to one list may hold together. */
export class ResponseBudget {
  #left = longestList

  /** The result of a read, unless those before it have used up all. */
  spend(read: () => GetDataResult): GetDataResult {
    if (this.#left <= 0) return { kind: 'data-access-result', result: 'temporary-failure' }
    const result = read()
    if (result.kind === 'data') this.#left -= result.data.length
    return result
  }
}
