import { DecodeError } from '@ferraris/bytes'
import { data, decodeData, encodeData, obisToOctets } from '@ferraris/cosem'
import {
  type ActionAnswer,
  associationSn,
  type DataAccessResult,
  type EncodedData,
  type LogicalDevice,
  type Requester,
} from '@ferraris/dlms'
import type { Identity } from '../../identity.ts'
import type { MeterStore } from '../../store/meter-store.ts'
import { ACTIONS } from './actions.ts'
import type { Context } from './context.ts'
import { CLIENTS, type ClientName, type ObjectEntry } from './object-table.ts'
import { objectsOf } from './objects.ts'
import { readAssociationSn } from './short-names.ts'
import { SOURCES } from './sources.ts'
import { WRITES } from './writes.ts'

/** What the face needs of its meter. */
export interface FaceSetup {
  readonly store: MeterStore
  readonly identity: Identity
  /** True time in seconds and their fraction. */
  now(): number
  readonly keys: Context['keys']
  /** Whether clients may name objects by short names. */
  readonly shortNames?: boolean
}

/** The meter's store as a COSEM logical device: what each client may see of it is what the object table says. */
export const cosemFace = ({ store, identity, now, keys, shortNames = false }: FaceSetup): LogicalDevice => {
  const objects = objectsOf(store.setup.phases, keys.suite, keys.hasFurther)

  const rightsOf = ({ client }: Requester): ClientName | undefined =>
    client === CLIENTS.public ? 'public' : keys.rightsAt(client)

  /** The object asked for with all that sources need, or why not. An object a client may not see does not exist for it. */
  const resolve = (
    requester: Requester,
    classId: number,
    instanceId: ObjectEntry['obis'],
    selection: Context['selection'],
  ): Context | 'object-undefined' | 'object-class-inconsistent' => {
    const client = rightsOf(requester)
    const object = objects.find(instanceId)
    if (client === undefined || object === undefined || !objects.isVisible(object, client)) {
      return 'object-undefined'
    }
    if (object.classId !== classId) return 'object-class-inconsistent'
    const instant = now()
    return {
      ...{ store, identity, objects, client, requester, object, selection, keys },
      instant,
      now: Math.floor(instant),
    }
  }

  return {
    get(requester, { classId, instanceId, attributeId }, selection): EncodedData | DataAccessResult {
      if (shortNames && classId === associationSn.classId && instanceId === associationSn.obis) {
        const client = rightsOf(requester)
        return client === undefined ? 'object-undefined' : readAssociationSn(objects, client, attributeId)
      }
      const context = resolve(requester, classId, instanceId, selection)
      if (typeof context === 'string') return context
      if (attributeId === 1) return encodeData(data.octets(obisToOctets(instanceId)))
      const attribute = context.object.attributes[attributeId]
      if (attribute === undefined) return 'object-unavailable'
      if (!attribute.get.includes(context.client)) return 'read-write-denied'
      if (selection !== undefined && !attribute.selectors?.includes(selection.accessSelector)) {
        return 'scope-of-access-violated'
      }
      const value = typeof attribute.value === 'string' ? SOURCES[attribute.value](context) : attribute.value
      return typeof value === 'string' || value instanceof Uint8Array ? value : encodeData(value)
    },

    set(requester, { classId, instanceId, attributeId }, value, selection): DataAccessResult {
      const context = resolve(requester, classId, instanceId, selection)
      if (typeof context === 'string') return context
      const attribute = context.object.attributes[attributeId]
      if (attribute === undefined && attributeId !== 1) return 'object-unavailable'
      const write = typeof attribute?.value === 'string' ? WRITES[attribute.value] : undefined
      if (!attribute?.set.includes(context.client) || write === undefined) return 'read-write-denied'
      const decoded = decoding(value)
      return decoded === undefined ? 'type-unmatched' : write(context, decoded)
    },

    action(requester, { classId, instanceId, methodId }, parameters): ActionAnswer {
      const context = resolve(requester, classId, instanceId, undefined)
      if (typeof context === 'string') return { result: context }
      const method = context.object.methods[methodId]
      if (method === undefined) return { result: 'object-unavailable' }
      if (!method.access.includes(context.client)) return { result: 'read-write-denied' }
      const parameter = parameters && decoding(parameters)
      if (parameters !== undefined && parameter === undefined) return { result: 'type-unmatched' }
      return ACTIONS[method.does](context, parameter)
    },
  }
}

const decoding = (value: EncodedData) => {
  try {
    return decodeData(value)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
