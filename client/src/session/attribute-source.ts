import { type AttributeRequest, type GetDataResult, supports } from '@ferraris/dlms'
import type { Quirks } from '../quirks/quirks.ts'
import type { Association } from './association.ts'

/** Reads attributes in as few round trips as the meter allows; results in the order of the requests. */
export interface AttributeSource {
  readonly server: Association['server']
  read(requests: readonly AttributeRequest[]): Promise<GetDataResult[]>
  /** Epoch milliseconds. */
  now(): number
}

/** The source that an association is, for a meter of these quirks. */
export function sourceOf(
  association: Association,
  { noLists }: Pick<Quirks, 'noLists'>,
  now: () => number,
): AttributeSource {
  const { server } = association
  const listsOf = noLists || !supports(server.conformance, 'multiple-references') ? singly : listsFor(server)
  return {
    server,
    now,
    async read(requests) {
      const results: GetDataResult[] = []
      for (const list of listsOf(requests)) results.push(...(await association.get(...list)))
      return results
    },
  }
}

function singly(requests: readonly AttributeRequest[]): AttributeRequest[][] {
  return requests.map(request => [request])
}

/** Octets of an attribute descriptor in a list, and of a range as its selection. */
const descriptorLength = 10
const selectionLength = 64
/** What ciphering and the request's own head take of an APDU. */
const headLength = 64
/** A meter that cannot cut its answer into blocks gets no more than this many attributes at once. */
const mostWithoutBlocks = 10

/** Cuts requests into lists that fit into an APDU of the server. */
function listsFor({ maxReceivePduSize, conformance }: Association['server']) {
  const room = (maxReceivePduSize || 0xffff) - headLength
  const most = supports(conformance, 'block-transfer-with-get-or-read') ? 0xff : mostWithoutBlocks
  return (requests: readonly AttributeRequest[]): AttributeRequest[][] => {
    const lists: AttributeRequest[][] = []
    let list: AttributeRequest[] = []
    let left = 0
    for (const request of requests) {
      const length = descriptorLength + (request.selection === undefined ? 0 : selectionLength)
      if (lists.length === 0 || length > left || list.length >= most) {
        list = []
        lists.push(list)
        left = room
      }
      list.push(request)
      left -= length
    }
    return lists
  }
}
