import {
  type Data,
  type DateTime,
  data,
  decodeData,
  encodeDateTime,
  type Obis,
  type ScalerUnit,
  type Zone,
  zone,
} from '@ferraris/cosem'
import type { InterfaceClass } from '@ferraris/cosem/classes'
import { classes } from '@ferraris/cosem/classes'
import { columnKindOf } from '@ferraris/cosem/profile'
import type {
  ActionResult,
  AttributeRequest,
  AttributeWrite,
  DataAccessResult,
  MethodRequest,
} from '@ferraris/dlms'
import {
  corrected,
  obisCodes,
  type Stamps,
  type SupplyOrder,
  secondsOf,
  secondsPerDay,
  stampOf,
} from '@ferraris/metering'
import { ClientError } from '../client-error.ts'
import { type ClockReading, clockQuery, clockTime } from '../clock/clock-reading.ts'
import { ourTimeFor } from '../clock/our-time.ts'
import { stampsOf } from '../clock/stamps.ts'
import { activateImage, bringImage } from '../firmware/transfer-image.ts'
import { RemoteCompactData } from '../objects/compact-data.ts'
import { knowledgeOf, type MeterKnowledge, type ObjectCache } from '../objects/object-cache.ts'
import {
  isReadable,
  type ObjectList,
  objectListOf,
  objectOf,
  readObjectList,
} from '../objects/object-list.ts'
import { objectName } from '../objects/object-name.ts'
import { RemoteObject } from '../objects/remote-object.ts'
import { type Profile, profileOf } from '../profiles/profile.ts'
import { type ProfileHead, profileHeadQuery } from '../profiles/profile-head.ts'
import type { ProfileRows } from '../profiles/profile-rows.ts'
import { readRows } from '../profiles/read-profile.ts'
import type { Span } from '../profiles/row-requests.ts'
import { noQuirks, type Quirks } from '../quirks/quirks.ts'
import {
  quantityOf,
  type RawRegister,
  type RefusedRegister,
  type RegisterAnswer,
  registerPlace,
} from '../registers/quantity.ts'
import { registerQuery, scalerQuery } from '../registers/read-registers.ts'
import type { Association } from '../session/association.ts'
import { type AttributeSource, sourceOf } from '../session/attribute-source.ts'
import { type Answer, ask, attributesQuery } from '../session/query.ts'
import { type WrittenBack, writeAndRead } from '../session/write.ts'
import type { AttributeAnswer, MeterAccess, MeterName, SwitchState } from './meter-access.ts'
import { textOf } from './model.ts'

/** What is known of a meter beforehand; all of it may be missing. */
export interface DlmsMeterOptions {
  /** Keeps object lists, scalers and columns between sessions; by default they live as long as this object. */
  readonly cache?: ObjectCache | undefined
  /** Where the meter's day is. Default UTC. */
  readonly zone?: Zone | undefined
  readonly quirks?: Quirks | undefined
  /** Epoch milliseconds; our clock by default. */
  readonly now?: () => number
}

/** What a meter says to a method. */
export interface MethodAnswer {
  readonly result: ActionResult
  readonly data?: Data
}

const nameObjects = [obisCodes.logicalDeviceName, obisCodes.serialNumber, obisCodes.activeFirmware]
const supplySwitch = { classId: classes.disconnectControl.classId, obis: obisCodes.disconnectControl }

/** A meter by its COSEM objects, over an association that stands. */
export class DlmsMeter implements MeterAccess {
  readonly zone: Zone
  readonly #association: Association
  readonly #source: AttributeSource
  readonly #stamps: Stamps
  readonly #quirks: Quirks
  readonly #options: DlmsMeterOptions
  readonly #cache: ObjectCache | undefined
  #knowledge: Promise<MeterKnowledge> | undefined
  #list: Promise<ObjectList> | undefined

  constructor(association: Association, options: DlmsMeterOptions = {}) {
    this.zone = options.zone ?? zone('UTC')
    this.#association = association
    this.#options = options
    this.#quirks = options.quirks ?? noQuirks
    this.#source = sourceOf(association, this.#quirks, options.now ?? Date.now)
    this.#stamps = stampsOf(this.#quirks, this.zone)
    this.#cache = options.cache
  }

  /** The same meter, at which whatever would be written or invoked is refused without being sent: `read-write-denied`. */
  onlyReading(): DlmsMeter {
    const { server } = this.#association
    const reading: Association = {
      server,
      get: (...items) => this.#association.get(...items),
      set: (...items) => Promise.resolve(items.map(() => 'read-write-denied' as const)),
      action: (...items) =>
        Promise.resolve(
          items.map(() => ({ result: 'read-write-denied' as const, returnParameters: undefined })),
        ),
    }
    const meter = new DlmsMeter(reading, this.#options)
    meter.#knowledge = this.#known()
    return meter
  }

  /** Everything that the meter shows to this client. */
  objects(): Promise<ObjectList> {
    if (this.#list === undefined) {
      this.#list = this.#known().then(({ objects }) => objectListOf(objects))
      this.#list.catch(() => {
        this.#list = undefined
      })
    }
    return this.#list
  }

  /** Any object by its class, with typed attributes and methods: `object(classes.disconnectControl, '0.0.96.3.10')`. */
  object<C extends InterfaceClass>(of: C, name: string): RemoteObject<C> {
    return new RemoteObject(this.#association, of, objectName(name))
  }

  compactData(name: string): RemoteCompactData {
    return new RemoteCompactData(this.#association, objectName(name))
  }

  async names(): Promise<readonly MeterName[]> {
    const list = await this.objects()
    const there = nameObjects.filter(name => {
      const object = list.get(name)
      return object !== undefined && isReadable(object, 2)
    })
    const answers = await this.#read(there.map(obis => ({ classId: 1, obis, attribute: 2 })))
    return answers.flatMap((answer, i) => {
      const obis = there[i]
      return 'data' in answer && obis !== undefined ? [{ obis, value: answer.data }] : []
    })
  }

  async clock(): Promise<ClockReading> {
    const [reading] = await ask(this.#source, clockQuery(this.#stamps))
    if (!('refused' in reading)) return reading
    throw new ClientError(
      'refused',
      `${obisCodes.clock}, time`,
      `the meter gives no time: ${reading.refused}`,
    )
  }

  async setClock(time?: DateTime): Promise<ClockReading> {
    const value = data.octets(encodeDateTime(time ?? this.#ourTime(await this.clock())))
    await this.#set(clockTime.classId, clockTime.obis, clockTime.attribute, value)
    return await this.clock()
  }

  #ourTime({ time }: ClockReading): DateTime {
    const now = this.#source.now()
    const { deviation = 'stated' } = this.#stamps
    if (deviation === 'ignored') return stampOf(secondsOf(now), this.#stamps)
    if (time.deviation !== undefined) return corrected(ourTimeFor(time, time.deviation, now), deviation)
    const detail = 'the meter does not give its deviation from UTC; give the time as its local time'
    throw new ClientError('deviation-unknown', `${obisCodes.clock}, time`, detail)
  }

  async registers(names?: readonly Obis[]): Promise<readonly RegisterAnswer[]> {
    const [list, { scalers }] = [await this.objects(), await this.#known()]
    const targets = names?.map(obis => ({ obis, classId: list.get(obis)?.classId ?? 3 })) ?? measured(list)
    const queries = targets.map(target => registerQuery({ ...target, scaler: scalers.get(target.obis) }))
    const answers: (RawRegister | RefusedRegister)[] = await ask(this.#source, ...queries)
    for (const answer of answers) if ('raw' in answer) scalers.set(answer.obis, answer.scalerUnit)
    const found = names === undefined ? answers.filter(answer => 'raw' in answer) : answers
    return found.map(answer =>
      'raw' in answer ? { ...answer, ...quantityOf(answer.raw, answer.scalerUnit) } : answer,
    )
  }

  async profile(name: Obis, span: Partial<Span> = {}): Promise<Profile> {
    const parts: ProfileRows[] = []
    for await (const part of this.profileParts(name, span)) parts.push(part)
    const head = await this.profileHead(name)
    return profileOf(name, head, await this.#unitsOf(head), parts, this.zone)
  }

  /** The same part by part, each as soon as it has come: memory holds one part. */
  async *profileParts(name: Obis, { from, to }: Partial<Span> = {}): AsyncGenerator<ProfileRows> {
    const head = await this.profileHead(name)
    const whole = { ...head, selection: 'whole' as const }
    const now = Math.ceil(secondsOf(this.#source.now()))
    const { profiles } = await this.#known()
    yield* readRows(
      this.#source,
      name,
      from === undefined ? whole : head,
      { from: from ?? Number.NEGATIVE_INFINITY, to: to ?? Math.max(now, from ?? 0) + ahead },
      { server: this.#association.server, quirks: this.#quirks, stamps: this.#stamps },
      found => profiles.set(name, found),
    )
  }

  /** Columns, period and order of a profile. */
  async profileHead(name: Obis): Promise<ProfileHead> {
    const { profiles } = await this.#known()
    const known = profiles.get(name)
    if (known !== undefined) return known
    const { classId } = objectOf(await this.objects(), name)
    if (classId !== classes.profileGeneric.classId)
      throw new ClientError('other-class', name, `it is of class ${classId}, which is no profile`)
    const [head] = await ask(this.#source, profileHeadQuery(name))
    if (head === undefined) throw new ClientError('refused', name, 'the profile does not show its columns')
    profiles.set(name, head)
    return head
  }

  async attribute(name: Obis, id: number): Promise<AttributeAnswer> {
    const { classId, class: of } = objectOf(await this.objects(), name)
    const [answer] = await this.#read([{ classId, obis: name, attribute: id }])
    return { classId, class: of, ...answer }
  }

  /** Several attributes in as few round trips as the meter allows. */
  async attributes(
    wanted: readonly { readonly obis: Obis; readonly id: number }[],
  ): Promise<AttributeAnswer[]> {
    const list = await this.objects()
    const objects = wanted.map(({ obis }) => objectOf(list, obis))
    const requests = wanted.map(({ obis, id }, i) => ({
      classId: objects[i]?.classId ?? 0,
      obis,
      attribute: id,
    }))
    const answers = await this.#read(requests)
    return objects.map(({ classId, class: of }, i) => ({ classId, class: of, ...answers[i] }))
  }

  async write(name: Obis, id: number, value: Data): Promise<void> {
    const { classId } = objectOf(await this.objects(), name)
    await this.#set(classId, name, id, value)
  }

  /** Invokes a method and returns its answer. */
  async invoke(name: Obis, method: number, parameter: Data): Promise<Data | undefined> {
    const { classId } = objectOf(await this.objects(), name)
    return await this.#invoke(classId, name, method, parameter)
  }

  /** Attributes as they are, in as few round trips as the meter allows; what it refuses is an answer, too. */
  async answers(...requests: readonly AttributeRequest[]): Promise<readonly Answer[]> {
    return await this.#read(requests)
  }

  /** Writes attributes and reads them back; what the meter refuses is an answer. */
  async writeBack(...writes: readonly AttributeWrite[]): Promise<readonly WrittenBack[]> {
    return await writeAndRead(this.#association, this.#source, writes, this.#quirks)
  }

  /** Invokes a method; what the meter refuses is an answer. */
  async outcomeOf(request: MethodRequest): Promise<MethodAnswer> {
    const [outcome] = await this.#association.action(request)
    if (outcome === undefined) return { result: 'other-reason' }
    const { result, returnParameters } = outcome
    return returnParameters?.kind === 'data'
      ? { result, data: decodeData(returnParameters.data) }
      : { result }
  }

  async switchState(): Promise<SwitchState | undefined> {
    const { controlState } = classes.disconnectControl.attributes
    const [answer] = await this.#read([{ ...supplySwitch, attribute: controlState.id }])
    return answer && 'data' in answer ? controlState.type.decode(answer.data) : undefined
  }

  async operateSwitch(order: SupplyOrder): Promise<SwitchState | undefined> {
    const { remoteDisconnect, remoteReconnect } = classes.disconnectControl.methods
    const { id } = order === 'disconnect' ? remoteDisconnect : remoteReconnect
    await this.#invoke(supplySwitch.classId, supplySwitch.obis, id, data.integer(0))
    return await this.switchState()
  }

  async firmware(plate: Obis = obisCodes.activeFirmware): Promise<string> {
    const answer = await this.attribute(plate, 2)
    const version = textOf(answer.data)
    if (version !== undefined) return version
    throw refusal(`${plate}, value`, 'the meter does not give its firmware', answer.refused)
  }

  async loadFirmware(octets: Uint8Array, version: string): Promise<string> {
    const running = await this.firmware()
    if (running === version) return running
    await bringImage(this, obisCodes.imageTransfer, { octets, identifier: version })
    await activateImage(this, obisCodes.imageTransfer)
    return await this.firmware()
  }

  #known(): Promise<MeterKnowledge> {
    if (this.#knowledge === undefined) {
      this.#knowledge = this.#learn()
      // What failed is tried again: a part of the meter may have been restarting.
      this.#knowledge.catch(() => {
        this.#knowledge = undefined
      })
    }
    return this.#knowledge
  }

  async #learn(): Promise<MeterKnowledge> {
    const key = this.#cache && (await this.#cacheKey())
    const cached = key === undefined ? undefined : this.#cache?.get(key)
    if (cached !== undefined) return cached
    const knowledge = knowledgeOf(await readObjectList(this.#association))
    if (key !== undefined) this.#cache?.set(key, knowledge)
    return knowledge
  }

  /** Logical device name and firmware; undefined for a meter without a readable name. */
  async #cacheKey(): Promise<string | undefined> {
    const { logicalDeviceName, activeFirmware } = obisCodes
    const [name, version] = await this.#read(
      [logicalDeviceName, activeFirmware].map(obis => ({ classId: 1, obis, attribute: 2 })),
    )
    const text = name && 'data' in name ? textOf(name.data) : undefined
    const firmware = version && 'data' in version ? textOf(version.data) : undefined
    return text === undefined ? undefined : [text, firmware].filter(part => part !== undefined).join(' ')
  }

  async #unitsOf({ columns }: ProfileHead): Promise<(ScalerUnit | undefined)[]> {
    const { scalers } = await this.#known()
    const measuring = columns.filter(
      column => columnKindOf(column) === undefined && registerPlace(column.classId) !== undefined,
    )
    const unknown = measuring.filter(({ obis }) => !scalers.has(obis))
    const found: ScalerUnit[] = await ask(this.#source, ...unknown.map(scalerQuery))
    for (const [i, { obis }] of unknown.entries()) {
      const unit = found[i]
      if (unit !== undefined) scalers.set(obis, unit)
    }
    return columns.map(column => (measuring.includes(column) ? scalers.get(column.obis) : undefined))
  }

  async #read(requests: Parameters<typeof attributesQuery>[0]) {
    if (requests.length === 0) return []
    const [answers] = await ask(this.#source, attributesQuery(requests))
    return answers
  }

  async #set(classId: number, name: Obis, attribute: number, value: Data): Promise<void> {
    const [result = 'other-reason'] = await this.#association.set({ classId, obis: name, attribute, value })
    if (result !== 'success') throw refusal(`${name}:${attribute}`, 'was not written', result)
  }

  async #invoke(classId: number, name: Obis, method: number, parameter: Data): Promise<Data | undefined> {
    const [outcome] = await this.#association.action({ classId, obis: name, method, parameter })
    if (outcome?.result !== 'success')
      throw refusal(`${name}, method ${method}`, 'was not executed', outcome?.result)
    const { returnParameters } = outcome
    return returnParameters?.kind === 'data' ? decodeData(returnParameters.data) : undefined
  }
}

/** A meter's clock may be ahead of ours: rows of the next day are asked for, too. */
const ahead = secondsPerDay

/** Registers and extended registers with a readable value and scaler. */
function measured(list: ObjectList): { readonly obis: Obis; readonly classId: number }[] {
  const { register, extendedRegister } = classes
  return [...list.values()].filter(
    object =>
      (object.classId === register.classId || object.classId === extendedRegister.classId) &&
      isReadable(object, register.attributes.value.id) &&
      isReadable(object, register.attributes.scalerUnit.id),
  )
}

function refusal(
  target: string,
  what: string,
  result: DataAccessResult | ActionResult = 'other-reason',
): ClientError {
  return new ClientError('refused', target, `${what}: ${result}`, { result })
}
