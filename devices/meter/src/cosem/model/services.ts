import { DecodeError } from '@ferraris/bytes'
import { type Data, data, decodeData, encodeData, obisToOctets } from '@ferraris/cosem'
import type { DataAccessResult, EncodedData } from '@ferraris/dlms'
import type { ActionAnswer } from '@ferraris/dlms/server'
import type { Context } from './context.ts'
import type { ObjectEntry } from './object.ts'

/** An object that was found, with all that its functions need. */
export interface Found extends Context {
  readonly object: ObjectEntry
}

/** The value of an attribute that the client may read. */
export function getAttribute(found: Found, id: number): EncodedData | DataAccessResult {
  const { object, client, selection } = found
  if (id === 1) return encodeData(logicalName(object))
  const attribute = object.attributes.get(id)
  if (attribute === undefined) return 'object-unavailable'
  if (!attribute.get.includes(client)) return 'read-write-denied'
  if (selection !== undefined && !attribute.selectors?.includes(selection.accessSelector)) {
    return 'scope-of-access-violated'
  }
  const value = attribute.read(found)
  return typeof value === 'string' || value instanceof Uint8Array ? value : encodeData(value)
}

/** The value of an attribute for the meter itself; undefined for what has none, or may be read by no client. */
export function ownValue(found: Found, id: number): Data | undefined {
  if (id === 1) return logicalName(found.object)
  const attribute = found.object.attributes.get(id)
  if (attribute === undefined || attribute.get.length === 0) return undefined
  const value = attribute.read(found)
  if (typeof value === 'string') return undefined
  return value instanceof Uint8Array ? decodeData(value) : value
}

/** Whether the client may write an attribute. */
export function mayWrite({ object, client }: Found, id: number): DataAccessResult {
  const attribute = object.attributes.get(id)
  if (attribute === undefined && id !== 1) return 'object-unavailable'
  return attribute?.set.includes(client) ? 'success' : 'read-write-denied'
}

/** Carries out a method that the client may invoke. */
export function invokeMethod(found: Found, id: number, parameters: EncodedData | undefined): ActionAnswer {
  const method = found.object.methods.get(id)
  if (method === undefined) return { result: 'object-unavailable' }
  if (!method.access.includes(found.client)) return { result: 'read-write-denied' }
  const parameter = parameters && decoding(parameters)
  if (parameters !== undefined && parameter === undefined) return { result: 'type-unmatched' }
  return method.invoke(found, parameter)
}

/** Data as a client sent it; undefined for octets that are none. */
export function decoding(value: EncodedData): Data | undefined {
  try {
    return decodeData(value)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

function logicalName({ obis }: ObjectEntry): Data {
  return data.octets(obisToOctets(obis))
}
