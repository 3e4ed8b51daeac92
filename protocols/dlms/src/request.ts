import type { Data, Obis } from '@ferraris/cosem'
import type { ActionOutcome } from './apdu/action.ts'
import type { EncodedData } from './apdu/encoded-data.ts'
import type { GetDataResult } from './apdu/get.ts'
import type { DataAccessResult } from './apdu/results.ts'

/** One attribute to read, or a part of it. */
export interface AttributeRequest {
  readonly classId: number
  readonly obis: Obis
  readonly attribute: number
  readonly selection?: { readonly selector: number; readonly parameters: Data }
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

/** What a client asks for: one item, or several in one request where the conformance has multiple-references. */
export type ServiceRequest =
  | { readonly service: 'get'; readonly items: readonly AttributeRequest[] }
  | { readonly service: 'set'; readonly items: readonly AttributeWrite[] }
  | { readonly service: 'action'; readonly items: readonly MethodRequest[] }

/** What a server answered, item by item in the order of the request. */
export type ServiceResponse =
  | { readonly service: 'get'; readonly results: readonly GetDataResult[] }
  | { readonly service: 'set'; readonly results: readonly DataAccessResult[] }
  | { readonly service: 'action'; readonly results: readonly ActionOutcome[] }

export type ResponseTo<R extends ServiceRequest> = Extract<ServiceResponse, { service: R['service'] }>
export type { ActionOutcome, DataAccessResult, EncodedData, GetDataResult }
