import type { Data } from '@ferraris/cosem'
import type { DataAccessResult, EncodedData, SelectiveAccess } from '@ferraris/dlms'
import { type ActionAnswer, associationSn, type LogicalDevice, type Requester } from '@ferraris/dlms/server'
import { Automation } from '../automation/automation.ts'
import { isSwitchedOff } from '../automation/functions.ts'
import type { AttributeReference, MethodReference, SelfAccess } from '../automation/self-access.ts'
import type { Listening, PushPort } from '../host.ts'
import type { Identity } from '../identity.ts'
import type { FirmwareParts } from '../parts/firmware-parts.ts'
import { type ClientName, clients } from '../security/clients.ts'
import type { KeyStore } from '../security/key-store.ts'
import { countFailure, protectionStatus } from '../security/port-protection.ts'
import { protectPush } from '../security/push-protection.ts'
import { type ImageRights, ImageTransfer } from '../store/firmware/image-transfer.ts'
import { unlessFull } from '../store/memory/full-memory.ts'
import type { MeterStore } from '../store/meter-store.ts'
import type { PowerLimits } from '../store/power-limits.ts'
import { pushAlarms, pushAlarmsTo } from './alarms/alarm-push.ts'
import { takeCalledEmergency } from './limiter/called-emergency.ts'
import { limitPower, powerLimit } from './limiter/power-limit.ts'
import type { Context } from './model/context.ts'
import type { ObjectEntry } from './model/object.ts'
import type { ObjectTable } from './model/object-table.ts'
import { decoding, type Found, getAttribute, invokeMethod, mayWrite, ownValue } from './model/services.ts'
import { readAssociationSn } from './model/short-names.ts'
import { noteChange } from './monitors/parameter-monitor.ts'
import { portProtection } from './network/port-protection.ts'
import { confirmPush } from './push/push.ts'

/** What the face needs of its meter. */
interface FaceSetup {
  readonly store: MeterStore
  readonly objects: ObjectTable
  readonly identity: Identity
  /** True time in seconds and their fraction. */
  now(): number
  readonly keys: KeyStore
  random(length: number): Uint8Array
  /** Whether clients may name objects by short names. */
  readonly shortNames?: boolean
  readonly images: ImageRights
  readonly parts: FirmwareParts
  /** The host's side of pushes. */
  readonly push?: PushPort
  /** Under which tokens of credit are made. */
  readonly tokenKey?: Uint8Array
  /** Where the host listens for the meter. */
  readonly listener?: () => Listening | undefined
}

/** The answer of a meter whose memory takes no more, or of which a part is stopped: it can be asked again. */
const full = 'temporary-failure'

type Unresolved =
  | 'object-undefined'
  | 'object-class-inconsistent'
  | 'object-unavailable'
  | 'temporary-failure'

/** The meter itself, as the requester of its own objects. */
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
    setup.store.alarms.onDescribed = now => pushAlarms(this.automation, now)
  }

  /** What the meter does of its own; made when it is first needed. */
  get automation(): Automation {
    const { store, objects, push, keys, identity, tokenKey, random } = this.#setup
    this.#automation ??= new Automation({
      store,
      objects,
      self: this,
      port: push,
      protect: protectPush(keys, identity.systemTitle, random),
      tokenKey,
    })
    return this.#automation
  }

  /** The limiter of the supply, for other faces. */
  get powerLimits(): PowerLimits {
    return {
      read: now => powerLimit(this.automation, now),
      set: (watts, now) => limitPower(this.automation, watts, now),
      takeEmergency: (call, now) => takeCalledEmergency(this.automation, call, now),
    }
  }

  get(
    requester: Requester,
    { classId, instanceId, attributeId }: Parameters<LogicalDevice['get']>[1],
    selection?: SelectiveAccess,
  ): EncodedData | DataAccessResult {
    const { objects, shortNames } = this.#setup
    if (shortNames && classId === associationSn.classId && instanceId === associationSn.obis) {
      const client = this.#rightsOf(requester)
      return client === undefined ? 'object-undefined' : readAssociationSn(objects, client, attributeId)
    }
    const found = this.#arrive(requester, classId, instanceId, selection)
    return typeof found === 'string' ? found : unlessFull(() => getAttribute(found, attributeId), full)
  }

  set(
    requester: Requester,
    { classId, instanceId, attributeId }: Parameters<LogicalDevice['set']>[1],
    value: EncodedData,
    selection?: SelectiveAccess,
  ): DataAccessResult {
    const found = this.#arrive(requester, classId, instanceId, selection)
    if (typeof found === 'string') return found
    const right = mayWrite(found, attributeId)
    if (right !== 'success') return right
    const decoded = decoding(value)
    if (decoded === undefined) return 'type-unmatched'
    const result = unlessFull(() => write(found, attributeId, decoded), full)
    found.automation.touched()
    return result
  }

  action(
    requester: Requester,
    { classId, instanceId, methodId }: Parameters<LogicalDevice['action']>[1],
    parameters?: EncodedData,
  ): ActionAnswer {
    const found = this.#arrive(requester, classId, instanceId, undefined)
    if (typeof found === 'string') return { result: found }
    const answer = unlessFull(() => invokeMethod(found, methodId, parameters), { result: full })
    found.automation.touched()
    return answer
  }

  read({ classId, obis, attribute }: AttributeReference, at: number): Data | undefined {
    const found = this.#ofItself(classId, obis, at)
    return typeof found === 'string' ? undefined : ownValue(found, attribute)
  }

  write({ classId, obis, attribute }: AttributeReference, value: Data, at: number): DataAccessResult {
    const found = this.#ofItself(classId, obis, at)
    return typeof found === 'string' ? found : write(found, attribute, value)
  }

  invoke({ classId, obis, method }: MethodReference, parameter: Data, at: number): ActionAnswer {
    const found = this.#ofItself(classId, obis, at)
    if (typeof found === 'string') return { result: found }
    return found.object.methods.get(method)?.invoke(found, parameter) ?? { result: 'object-unavailable' }
  }

  /** Where alarms are pushed, if no client has said otherwise. */
  pushAlarmsTo(place: string): void {
    pushAlarmsTo(this.automation, place)
  }

  /** A client has confirmed a push by its number; false for one that did not wait for it. */
  confirmPush(longInvokeId: number, now: number): boolean {
    return confirmPush(this.automation, longInvokeId, now)
  }

  /** An authentication failed: the port may close. */
  noteFailure(now: number): void {
    countFailure(this.#setup.store.memory, portProtection(this.automation), now)
  }

  /** Whether the port lets in the public client only. */
  get isLocked(): boolean {
    const { store, now } = this.#setup
    if (!Automation.isIn(store)) return false
    return protectionStatus(store.memory, portProtection(this.automation), Math.floor(now())) !== 'unlocked'
  }

  get #transfer(): ImageTransfer {
    const { store, images } = this.#setup
    this.#image ??= new ImageTransfer(store.memory, images)
    return this.#image
  }

  #rightsOf({ client }: Requester): ClientName | undefined {
    return client === clients.public ? 'public' : this.#setup.keys.rightsAt(client)
  }

  /**
   * A request arrives: first everything is done that has become due. Then the object asked for with all that its
   * functions need, or why not. An object a client may not see does not exist for it.
   */
  #arrive(
    requester: Requester,
    classId: number,
    instanceId: ObjectEntry['obis'],
    selection: Context['selection'],
  ): Found | Unresolved {
    const client = this.#rightsOf(requester)
    if (client === undefined) return 'object-undefined'
    const instant = this.#setup.now()
    this.automation.catchUp(Math.floor(instant))
    if (!unlessFull(() => this.#setup.parts.deliver('non-legal', Math.floor(instant)), false)) return full
    return this.#resolve({ client, requester, selection, instant }, classId, instanceId)
  }

  #ofItself(classId: number, of: ObjectEntry['obis'], at: number): Found | Unresolved {
    const asking = { client: 'management', requester: itself, selection: undefined, instant: at } as const
    return this.#resolve(asking, classId, of)
  }

  #resolve(
    asking: Pick<Context, 'client' | 'requester' | 'selection' | 'instant'>,
    classId: number,
    instanceId: ObjectEntry['obis'],
  ): Found | Unresolved {
    const { store, objects, identity, keys, parts, listener } = this.#setup
    const object = objects.find(instanceId)
    if (object === undefined || !objects.isVisible(object, asking.client)) return 'object-undefined'
    if (object.classId !== classId) return 'object-class-inconsistent'
    if (isSwitchedOff(this.automation, instanceId)) return 'object-unavailable'
    return {
      ...asking,
      now: Math.floor(asking.instant),
      store,
      identity,
      keys,
      objects,
      object,
      automation: this.automation,
      image: this.#transfer,
      parts,
      listener,
    }
  }
}

/** Writes an attribute, and remembers the change if the parameter monitor watches it. */
function write(found: Found, id: number, value: Data): DataAccessResult {
  const { object, automation, now } = found
  const result = object.attributes.get(id)?.write(found, value) ?? 'read-write-denied'
  if (result === 'success')
    noteChange(automation, { classId: object.classId, obis: object.obis, attribute: id }, value, now)
  return result
}
