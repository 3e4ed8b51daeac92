import { axdr, decode } from '@ferraris/codec'
import type { GetDataResult } from '../../apdu/services/get.ts'
import { type ReadResponse, readResult, type WriteResponse } from '../../apdu/services/short-name.ts'
import { DlmsError } from '../../dlms-error.ts'
import type { ServiceResponse } from '../../request.ts'
import { acknowledged, collect, complete, match, type Pending, type Reading } from '../response-reading.ts'
import { readNextBlock } from './variable-requests.ts'

/** The answer to a read by short names. */
export function onRead(pending: Pending, { results }: ReadResponse): Reading {
  match(pending, 'read')
  const [first] = results
  if (results.length === 1 && first?.kind === 'data-block-result') {
    const ask = () => readNextBlock(first.blockNumber)
    return collect(pending, first, ask, octets => readOf(decode(axdr.listOf(readResult), octets)))
  }
  if (results.length === 1 && first?.kind === 'block-number') {
    return acknowledged(pending, 'read', first.blockNumber)
  }
  return complete(readOf(results))
}

function readOf(results: ReadResponse['results']): ServiceResponse {
  return {
    service: 'read',
    results: results.map((result): GetDataResult => {
      if (result.kind === 'data') return result
      if (result.kind === 'data-access-error') return { kind: 'data-access-result', result: result.error }
      throw new DlmsError('unexpected-apdu', `${result.kind} in a list of results`)
    }),
  }
}

/** The answer to a write by short names. */
export function onWrite(pending: Pending, { results }: WriteResponse): Reading {
  match(pending, 'write')
  const [first] = results
  if (results.length === 1 && first?.kind === 'block-number') {
    return acknowledged(pending, 'write', first.blockNumber)
  }
  return complete({
    service: 'write',
    results: results.map(result => {
      if (result.kind === 'success') return 'success'
      if (result.kind === 'data-access-error') return result.error
      throw new DlmsError('unexpected-apdu', `${result.kind} in a list of results`)
    }),
  })
}
