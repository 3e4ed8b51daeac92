import { DecodeError } from '@ferraris/bytes'
import { type Data, data, decodeData, encodeData, obisToOctets } from '@ferraris/cosem'
import type { DataAccessResult, EncodedData, SelectiveAccess } from '@ferraris/dlms'
import { PublicKey } from '@ferraris/dlms/security'
import { type ActionAnswer, associationSn, type LogicalDevice, type Requester } from '@ferraris/dlms/server'
import { Automation } from '../../automation/automation.ts'
import { isSwitchedOff } from '../../automation/functions.ts'
import type { AttributeReference, MethodReference, SelfAccess } from '../../automation/self-access.ts'
import type { Identity } from '../../identity.ts'
import { countFailure, protectionStatus } from '../../security/port-protection.ts'
import { ImageTransfer } from '../../store/firmware/image-transfer.ts'
import type { MeterStore } from '../../store/meter-store.ts'
import { noteChange } from '../monitors/parameter-monitor.ts'
import type { Listening } from '../network/network-objects.ts'
import { portProtection } from '../network/port-objects.ts'
import { objectsOf } from '../objects.ts'
import type { PushPort } from '../push/push-message.ts'
import { protectPush } from '../push/push-protection.ts'
import { actions } from './actions.ts'
import type { Context } from './context.ts'
import { type ClientName, clients, type ObjectEntry, type ObjectTable } from './object-table.ts'
import { writeSetting } from './settings.ts'
import { readAssociationSn } from './short-names.ts'
import { sources } from './sources.ts'
import { writes } from './writes.ts'

/** What the face needs of its meter. */
export interface FaceSetup {
  readonly store: MeterStore
  readonly identity: Identity
  /** True time in seconds and their fraction. */
  now(): number
  readonly keys: Context['keys']
  /** Whether clients may name objects by short names. */
  readonly shortNames?: boolean
  /** Whose signature firmware images must bear: a point of P-256 or P-384. Without it their digest is enough. */
  readonly firmwareKey?: Uint8Array
  /** Who sends what the meter pushes. */
  readonly push?: PushPort
  /** Under which tokens of credit are made. */
  readonly tokenKey?: Uint8Array
  /** Where the host listens for the meter. */
  readonly listener?: () => Listening | undefined
}

type Unresolved = 'object-undefined' | 'object-class-inconsistent' | 'object-unavailable'

/** The meter itself, as one who asks for its own objects. */
const itself: Requester = {
  client: clients.management,
  mechanism: 'lowest',
  protection: { authenticated: false, encrypted: false },
  ciphered: false,
}

/** The meter's store as a COSEM logical device: what each client may see of it is what the object table says. */
export class CosemFace implements LogicalDevice, SelfAccess {
  readonly #setup: FaceSetup
  #automation: Automation | undefined
  #image: ImageTransfer | undefined

  constructor(setup: FaceSetup) {
    this.#setup = setup
  }

  /** What the meter does of its own; made when it is first needed. */
  get automation(): Automation {
    const { store, push, keys, identity, tokenKey } = this.#setup
    this.#automation ??= new Automation({
      store,
      objects: this.#objects,
      self: this,
      port: push,
      protect: protectPush(keys, identity.systemTitle),
      tokenKey,
    })
    return this.#automation
  }

  get(
    requester: Requester,
    { classId, instanceId, attributeId }: Parameters<LogicalDevice['get']>[1],
    selection?: SelectiveAccess,
  ): EncodedData | DataAccessResult {
    if (this.#setup.shortNames && classId === associationSn.classId && instanceId === associationSn.obis) {
      const client = this.#rightsOf(requester)
      return client === undefined ? 'object-undefined' : readAssociationSn(this.#objects, client, attributeId)
    }
    const context = this.#arrive(requester, classId, instanceId, selection)
    if (typeof context === 'string') return context
    if (attributeId === 1) return encodeData(data.octets(obisToOctets(instanceId)))
    const attribute = context.object.attributes[attributeId]
    if (attribute === undefined) return 'object-unavailable'
    if (!attribute.get.includes(context.client)) return 'read-write-denied'
    if (selection !== undefined && !attribute.selectors?.includes(selection.accessSelector)) {
      return 'scope-of-access-violated'
    }
    const value = attributeValue(context, attributeId)
    return typeof value === 'string' || value instanceof Uint8Array ? value : encodeData(value)
  }

  set(
    requester: Requester,
    { classId, instanceId, attributeId }: Parameters<LogicalDevice['set']>[1],
    value: EncodedData,
    selection?: SelectiveAccess,
  ): DataAccessResult {
    const context = this.#arrive(requester, classId, instanceId, selection)
    if (typeof context === 'string') return context
    const attribute = context.object.attributes[attributeId]
    if (attribute === undefined && attributeId !== 1) return 'object-unavailable'
    if (!attribute?.set.includes(context.client)) return 'read-write-denied'
    const decoded = decoding(value)
    if (decoded === undefined) return 'type-unmatched'
    const result = write(context, attributeId, decoded)
    context.automation.touched()
    context.automation.settle()
    return result
  }

  action(
    requester: Requester,
    { classId, instanceId, methodId }: Parameters<LogicalDevice['action']>[1],
    parameters?: EncodedData,
  ): ActionAnswer {
    const context = this.#arrive(requester, classId, instanceId, undefined)
    if (typeof context === 'string') return { result: context }
    const method = context.object.methods[methodId]
    if (method === undefined) return { result: 'object-unavailable' }
    if (!method.access.includes(context.client)) return { result: 'read-write-denied' }
    const parameter = parameters && decoding(parameters)
    if (parameters !== undefined && parameter === undefined) return { result: 'type-unmatched' }
    const answer = actions[method.does](context, parameter)
    context.automation.touched()
    context.automation.settle()
    return answer
  }

  read({ classId, obis, attribute }: AttributeReference, at: number): Data | undefined {
    const context = this.#ofItself(classId, obis, at)
    if (typeof context === 'string') return undefined
    if (attribute === 1) return data.octets(obisToOctets(obis))
    if (context.object.attributes[attribute]?.get.length === 0) return undefined
    const value = attributeValue(context, attribute)
    if (typeof value === 'string' || value === undefined) return undefined
    return value instanceof Uint8Array ? decodeData(value) : value
  }

  write({ classId, obis, attribute }: AttributeReference, value: Data, at: number): DataAccessResult {
    const context = this.#ofItself(classId, obis, at)
    if (typeof context === 'string') return context
    return write(context, attribute, value)
  }

  invoke({ classId, obis, method }: MethodReference, parameter: Data, at: number): ActionAnswer {
    const context = this.#ofItself(classId, obis, at)
    if (typeof context === 'string') return { result: context }
    const does = context.object.methods[method]?.does
    return does === undefined ? { result: 'object-unavailable' } : actions[does](context, parameter)
  }

  /** Somebody failed to prove himself: the port may close. */
  noteFailure(now: number): void {
    countFailure(this.#setup.store.memory, portProtection(this.automation), now)
  }

  /** Whether the port lets nobody but the public client in. */
  get isLocked(): boolean {
    const { store, now } = this.#setup
    if (!Automation.isIn(store)) return false
    return protectionStatus(store.memory, portProtection(this.automation), Math.floor(now())) !== 'unlocked'
  }

  get #transfer(): ImageTransfer {
    const { store, firmwareKey } = this.#setup
    this.#image ??= new ImageTransfer(store.memory, () => firmwareKey && new PublicKey(firmwareKey))
    return this.#image
  }

  get #objects(): ObjectTable {
    const { store, keys, listener } = this.#setup
    return objectsOf(store.setup.phases, keys.suite, keys.hasFurther, listener !== undefined)
  }

  #rightsOf({ client }: Requester): ClientName | undefined {
    return client === clients.public ? 'public' : this.#setup.keys.rightsAt(client)
  }

  /**
   * Somebody asks: first everything is done that has become due. Then the object asked for with all that sources need,
   * or why not. An object a client may not see does not exist for it.
   */
  #arrive(
    requester: Requester,
    classId: number,
    instanceId: ObjectEntry['obis'],
    selection: Context['selection'],
  ): Context | Unresolved {
    const client = this.#rightsOf(requester)
    if (client === undefined) return 'object-undefined'
    const instant = this.#setup.now()
    this.automation.catchUp(Math.floor(instant))
    return this.#resolve({ client, requester, selection, instant }, classId, instanceId)
  }

  #ofItself(classId: number, of: ObjectEntry['obis'], at: number): Context | Unresolved {
    const asking = { client: 'management', requester: itself, selection: undefined, instant: at } as const
    return this.#resolve(asking, classId, of)
  }

  #resolve(
    asking: Pick<Context, 'client' | 'requester' | 'selection' | 'instant'>,
    classId: number,
    instanceId: ObjectEntry['obis'],
  ): Context | Unresolved {
    const objects = this.#objects
    const object = objects.find(instanceId)
    if (object === undefined || !objects.isVisible(object, asking.client)) return 'object-undefined'
    if (object.classId !== classId) return 'object-class-inconsistent'
    if (isSwitchedOff(this.automation, instanceId)) return 'object-unavailable'
    const { store, identity, keys, listener } = this.#setup
    const now = Math.floor(asking.instant)
    return {
      ...asking,
      now,
      store,
      identity,
      keys,
      objects,
      object,
      automation: this.automation,
      image: this.#transfer,
      listener,
    }
  }
}

/** The meter's COSEM face. */
export function cosemFace(setup: FaceSetup): CosemFace {
  return new CosemFace(setup)
}

/** A setting as it was set last, or what the source of an attribute gives. */
function attributeValue(context: Context, attributeId: number): Data | EncodedData | DataAccessResult {
  const attribute = context.object.attributes[attributeId]
  if (attribute === undefined) return 'object-unavailable'
  if (typeof attribute.value === 'string') return sources[attribute.value](context)
  if (attribute.set.length === 0) return attribute.value
  return context.automation.settings.data(context.object.obis, attributeId) ?? attribute.value
}

function write(context: Context, attributeId: number, value: Data): DataAccessResult {
  const attribute = context.object.attributes[attributeId]
  if (attribute === undefined || attribute.set.length === 0) return 'read-write-denied'
  const taking = typeof attribute.value === 'string' ? writes[attribute.value] : undefined
  const result = taking === undefined ? writeSetting(context, attributeId, value) : taking(context, value)
  if (result === 'success') {
    const { classId, obis } = context.object
    noteChange(context.automation, { classId, obis, attribute: attributeId }, value, context.now)
  }
  return result
}

function decoding(value: EncodedData): Data | undefined {
  try {
    return decodeData(value)
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}
