import { DlmsError } from '../../dlms-error.ts'
import type {
  ActionOutcome,
  AttributeRequest,
  DataAccessResult,
  GetDataResult,
  MethodRequest,
  ServiceRequest,
  ServiceResponse,
  VariableRead,
  VariableWrite,
} from '../../request.ts'
import type { ShortNames } from '../../short-names/short-names.ts'

/** A request by logical names. */
export type LogicalRequest = Extract<ServiceRequest, { readonly service: 'get' | 'set' | 'action' }>

/** A request by logical names as it goes over the wire. */
export interface Translation {
  readonly asked: LogicalRequest
  readonly wire: Extract<ServiceRequest, { readonly service: 'read' | 'write' }>
  /** For each item asked, its place on the wire; undefined for an object that has no short name. */
  readonly places: readonly (number | undefined)[]
}

export function isLogical(request: ServiceRequest): request is LogicalRequest {
  return request.service === 'get' || request.service === 'set' || request.service === 'action'
}

/** Selector under which a method takes its parameter, which no class gives a meaning. */
const methodSelector = 1

/**
 * A request by logical names in short ones: GET reads, SET writes, and ACTION reads what the method returns, with its
 * parameter in a parameterised access (IEC 62056-5-3, 6.13).
 */
export function toShortNames(names: ShortNames, asked: LogicalRequest): Translation {
  switch (asked.service) {
    case 'get':
      return reading(
        asked,
        asked.items.map(item => attributeRead(names, item)),
      )
    case 'action':
      return reading(
        asked,
        asked.items.map(item => methodRead(names, item)),
      )
    case 'set': {
      const items = asked.items.map((item): VariableWrite | undefined => {
        const read = attributeRead(names, item)
        return read && { ...read, value: item.value }
      })
      const wire = { service: 'write' as const, items: present(items), confirmed: asked.confirmed ?? true }
      return { asked, wire, places: placesOf(items) }
    }
  }
}

function reading(asked: LogicalRequest, items: readonly (VariableRead | undefined)[]): Translation {
  return {
    asked,
    wire: { service: 'read', items: present(items) },
    places: placesOf(items),
  }
}

function present<T>(items: readonly (T | undefined)[]): T[] {
  return items.filter(item => item !== undefined)
}

function placesOf(items: readonly unknown[]): (number | undefined)[] {
  let place = 0
  return items.map(item => (item === undefined ? undefined : place++))
}

function attributeRead(names: ShortNames, item: AttributeRequest): VariableRead | undefined {
  const shortName = names.attribute(item.classId, item.obis, item.attribute)
  if (shortName === undefined) return undefined
  return item.selection === undefined ? { shortName } : { shortName, selection: item.selection }
}

function methodRead(names: ShortNames, item: MethodRequest): VariableRead | undefined {
  const shortName = names.method(item.classId, item.obis, item.method)
  if (shortName === undefined) return undefined
  const { parameter } = item
  return parameter === undefined
    ? { shortName }
    : { shortName, selection: { selector: methodSelector, parameters: parameter } }
}

/** The response that the caller waits for. Results are those of the wire, in its order. */
export function fromShortNames({ asked, places }: Translation, response: ServiceResponse): ServiceResponse {
  const spread = <T>(results: readonly T[], without: T): T[] =>
    places.map(place => (place === undefined ? undefined : results[place]) ?? without)
  const undefinedObject = { kind: 'data-access-result', result: 'object-undefined' } as const
  switch (response.service) {
    case 'read': {
      const results = spread<GetDataResult>(response.results, undefinedObject)
      return asked.service === 'action'
        ? { service: 'action', results: results.map(outcomeOf) }
        : { service: 'get', results }
    }
    case 'write':
      return { service: 'set', results: spread<DataAccessResult>(response.results, 'object-undefined') }
    default:
      throw new DlmsError('unexpected-apdu', `${response.service} in answer to short names`)
  }
}

/** Results of access that no method can have. */
const notOfMethods = new Set<DataAccessResult>([
  'long-get-aborted',
  'no-long-get-in-progress',
  'long-set-aborted',
  'no-long-set-in-progress',
  'data-block-number-invalid',
])

function outcomeOf(result: GetDataResult): ActionOutcome {
  if (result.kind === 'data') {
    return result.data[0] === 0 ? { result: 'success' } : { result: 'success', returnParameters: result }
  }
  return notOfMethods.has(result.result)
    ? { result: 'other-reason' }
    : { result: result.result as ActionOutcome['result'] }
}
