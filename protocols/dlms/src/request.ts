import type { Data, Obis } from '@ferraris/cosem'
import type { EncodedData } from './apdu/elements/encoded-data.ts'
import type { DataAccessResult } from './apdu/elements/results.ts'
import type { ActionOutcome } from './apdu/services/action.ts'
import type { GetDataResult } from './apdu/services/get.ts'

/** Which part of an attribute: parameters as its class defines them for the selector. */
export interface Selection {
  readonly selector: number
  readonly parameters: Data
}

/** One attribute to read, or a part of it. */
export interface AttributeRequest {
  readonly classId: number
  readonly obis: Obis
  readonly attribute: number
  readonly selection?: Selection
}

/** One attribute to write. */
export interface AttributeWrite extends AttributeRequest {
  readonly value: Data
}

/** One method to invoke. */
export interface MethodRequest {
  readonly classId: number
  readonly obis: Obis
  readonly method: number
  readonly parameter?: Data
}

/** One of the parts of an ACCESS request. */
export type AccessItem =
  | ({ readonly kind: 'get' } & AttributeRequest)
  | ({ readonly kind: 'set' } & AttributeWrite)
  | ({ readonly kind: 'action' } & MethodRequest)

/** A variable to read by its short name; a method with its parameter as selection. */
export interface VariableRead {
  /** 16 bits, signed. */
  readonly shortName: number
  readonly selection?: Selection
}

/** A variable to write by its short name. */
export interface VariableWrite extends VariableRead {
  readonly value: Data
}

/** Whether an answer is wanted. Without one the response has no results. */
interface Confirmable {
  readonly confirmed?: boolean
}

/**
 * What a client asks for: one item, or several in one request where the conformance has multiple-references. In an
 * association with short names `get`, `set` and `action` become `read` and `write`, by the object list of the server.
 */
export type ServiceRequest =
  | { readonly service: 'get'; readonly items: readonly AttributeRequest[] }
  | ({ readonly service: 'set'; readonly items: readonly AttributeWrite[] } & Confirmable)
  | ({ readonly service: 'action'; readonly items: readonly MethodRequest[] } & Confirmable)
  | ({
      readonly service: 'access'
      readonly items: readonly AccessItem[]
      /** Octets of a date-time that goes along. */
      readonly time?: Uint8Array
      /** Parts that follow one that failed are not to be carried out. */
      readonly breakOnError?: boolean
      /** The server is to repeat what was asked. */
      readonly selfDescriptive?: boolean
    } & Confirmable)
  | { readonly service: 'read'; readonly items: readonly VariableRead[] }
  | ({ readonly service: 'write'; readonly items: readonly VariableWrite[] } & Confirmable)

/** What came of one part of an ACCESS request. */
export type AccessOutcome =
  | { readonly kind: 'get'; readonly result: GetDataResult }
  | { readonly kind: 'set'; readonly result: DataAccessResult }
  | { readonly kind: 'action'; readonly outcome: ActionOutcome }

/** What a server answered, item by item in the order of the request. */
export type ServiceResponse =
  | { readonly service: 'get'; readonly results: readonly GetDataResult[] }
  | { readonly service: 'set'; readonly results: readonly DataAccessResult[] }
  | { readonly service: 'action'; readonly results: readonly ActionOutcome[] }
  | { readonly service: 'access'; readonly results: readonly AccessOutcome[] }
  | { readonly service: 'read'; readonly results: readonly GetDataResult[] }
  | { readonly service: 'write'; readonly results: readonly DataAccessResult[] }

export type ResponseTo<R extends ServiceRequest> = Extract<
  ServiceResponse,
  { readonly service: R['service'] }
>
export type { ActionOutcome, DataAccessResult, EncodedData, GetDataResult }
