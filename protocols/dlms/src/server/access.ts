import { at } from '@ferraris/bytes'
import type { EncodedData } from '../apdu/elements/encoded-data.ts'
import { longInvokeIdOf } from '../apdu/elements/invoke-id.ts'
import {
  type AccessRequest,
  type AccessResult,
  type AccessSpecification,
  accessResponse,
} from '../apdu/services/access.ts'
import { tagged } from '../apdu/tagged.ts'
import { apduTags } from '../apdu/tags.ts'
import { invoke } from './action.ts'
import { readAttribute } from './get.ts'
import { needsBlocks, RefusedService, type Reply, ResponseBudget, type Serving } from './serving.ts'
import { writeAttribute } from './set.ts'

/** What one specification came to: its data, null-data where there is none, and its result. */
interface Outcome {
  readonly data: EncodedData
  readonly result: AccessResult
}

const nothing: EncodedData = Uint8Array.of(0)

/**
 * Serves ACCESS (IEC 62056-5-3, 6.11): reads, writes and methods in the order given. It has no blocks of its own: what is
 * too long for one APDU travels in general block transfer.
 */
export function serveAccess(serving: Serving, request: AccessRequest): Reply {
  const { specifications, data, longInvokeIdAndPriority } = request
  const { selfDescriptive, breakOnError, confirmed } = longInvokeIdOf(longInvokeIdAndPriority)
  if (data.length !== specifications.length) throw new RefusedService('other-reason')
  const budget = new ResponseBudget()
  let broken = false
  const outcomes = specifications.map((specification, i) => {
    const outcome = broken ? skipped(specification) : carryOut(serving, specification, at(data, i), budget)
    broken ||= breakOnError && outcome.result.result !== 'success'
    return outcome
  })
  // One that reads is answered in any case: without its answer it would be for nothing.
  if (!confirmed && !specifications.some(({ kind }) => kind.startsWith('get'))) return [undefined, undefined]
  const apdu = tagged(apduTags['access-response'], accessResponse, {
    longInvokeIdAndPriority,
    dateTime: new Uint8Array(),
    ...(selfDescriptive && { specifications }),
    data: outcomes.map(outcome => outcome.data),
    results: outcomes.map(outcome => outcome.result),
  })
  needsBlocks(serving, apdu)
  return [apdu, undefined]
}

function carryOut(
  serving: Serving,
  specification: AccessSpecification,
  data: EncodedData,
  budget: ResponseBudget,
): Outcome {
  switch (specification.kind) {
    case 'get':
    case 'get-with-selection': {
      const read = budget.spend(() => readAttribute(serving, specification))
      return read.kind === 'data'
        ? { data: read.data, result: { kind: 'get', result: 'success' } }
        : { data: nothing, result: { kind: 'get', result: read.result } }
    }
    case 'set':
    case 'set-with-selection':
      return { data: nothing, result: { kind: 'set', result: writeAttribute(serving, specification, data) } }
    case 'action': {
      const parameters = data[0] === 0 ? undefined : data
      const { result, returnParameters } = invoke(serving, specification.method, parameters)
      const returned = returnParameters?.kind === 'data' ? returnParameters.data : nothing
      return { data: returned, result: { kind: 'action', result } }
    }
  }
}

/** What follows an error is not carried out, where the client asks for that. */
function skipped({ kind }: AccessSpecification): Outcome {
  const service = kind === 'action' ? kind : kind.startsWith('get') ? 'get' : 'set'
  return { data: nothing, result: { kind: service, result: 'other-reason' } }
}
