import { randomBytes } from 'node:crypto'
import type { Referencing, ServerEvent, ServerSettings } from '@ferraris/dlms/server'
import { type MeterEvent, msOf, secondsOf, wholeSecondsOf } from '@ferraris/metering'
import type { SmitpMode } from '@ferraris/smitp/security'
import type { ServerOccurrence } from '@ferraris/smitp/session'
import { Automation } from './automation/automation.ts'
import { isAssociated } from './chain2/association.ts'
import { Chain2Face } from './chain2/face.ts'
import { feel } from './cosem/alarms/felt.ts'
import { CosemFace } from './cosem/cosem-face.ts'
import { maxReceivePduSize } from './cosem/identity/association.ts'
import { shortNamesOf } from './cosem/model/short-names.ts'
import { basicFirmware, type MeterModel } from './cosem/models.ts'
import { objectsOf } from './cosem/objects.ts'
import { announceSupply } from './cosem/push/lifeline.ts'
import { Display, type DisplaySnapshot, type MeterButton } from './display/display.ts'
import { displaySource } from './display/display-source.ts'
import type { Harm, HarmOrder } from './harms/harm.ts'
import type { HarmKind } from './harms/kinds.ts'
import type { Listening, PushPort } from './host.ts'
import { acaOf, type Identity, identityOf } from './identity.ts'
import { FirmwareParts } from './parts/firmware-parts.ts'
import { imageRights } from './parts/image-rights.ts'
import { installImage } from './parts/install.ts'
import { factoryParts } from './parts/part.ts'
import { KeyStore } from './security/key-store.ts'
import type { MeterKeys } from './security/meter-keys.ts'
import { SmitpKeyStore, type SmitpMeterKeys } from './security/smitp-keys.ts'
import { dlmsOverSmitp } from './smitp/dlms-server.ts'
import { SmitpFace } from './smitp/smitp-face.ts'
import { FirmwareImages } from './store/firmware/firmware-images.ts'
import { AtomicMemory } from './store/memory/atomic-memory.ts'
import { unlessFull } from './store/memory/full-memory.ts'
import { type MeterSetup, MeterStore, type Surroundings } from './store/meter-store.ts'

/** Where time comes from: milliseconds since 1970-01-01T00:00Z. */
export interface Clock {
  now(): number
}

/** The wrapper port of the logical device a meter has. */
export const logicalDevice = 1

/** A request put together from blocks may grow to this. */
export const maxRequestLength = 65_536

const events: Partial<Record<ServerEvent | ServerOccurrence, MeterEvent>> = {
  'association-refused': 'associationFailure',
  'authentication-failure': 'associationFailure',
  'decryption-failure': 'decryptionFailure',
  replay: 'replayAttempt',
  'not-authentic': 'decryptionFailure',
  'access-denied': 'accessRefused',
}

/** The meter logs the same kind of failure once a minute at most, so that unknown clients cannot fill its memory. */
const failurePauseSeconds = 60

/** The METERS AND MORE face that a meter may have. */
export interface SmitpSetup extends SmitpMeterKeys {
  /** Default: hardened. */
  readonly mode?: SmitpMode
}

/** What a meter's DLMS face may have besides keys. */
export interface DlmsSetup {
  /** Which objects and services it has. Default: full. */
  readonly model?: MeterModel
  /** Whether clients name its objects by logical names, by short names, or as they like. Default: logical names. */
  readonly referencing?: Referencing | 'both'
  /** Verifies the signature of firmware images: 64 octets of P-256, 96 of P-384. Without it their digest is enough. */
  readonly firmwareKey?: Uint8Array
  /** Verifies that of images of the legal parts, which are never activated without; undefined: they cannot be replaced. */
  readonly legalFirmwareKey?: Uint8Array
  /** Seconds for which a part of the firmware is stopped while another takes its place. Default: 0. */
  readonly replacementSeconds?: number
  /** Sends what the meter pushes; one for all meters of a host will do. */
  readonly push?: PushPort
  /** Under which tokens of credit are made, any octets; a meter without it takes none. */
  readonly tokenKey?: Uint8Array
  /** Where the host listens for the meter, to be shown in its network setup; undefined before it does. */
  readonly listener?: () => Listening | undefined
}

/** One meter: its store and its two faces, each of which may be missing, to be served over whatever carries them. */
export class Meter {
  readonly store: MeterStore
  readonly identity: Identity
  /** Its programs. */
  readonly parts: FirmwareParts
  readonly #display: Display
  /** METERS AND MORE, on the power line, over TCP and by light; undefined for a meter without it. */
  readonly smitp: SmitpFace | undefined
  readonly #server: ServerSettings | undefined
  #cosem: CosemFace | undefined
  #chain2: Chain2Face | undefined
  readonly #surroundings: Surroundings
  readonly #clock: Clock
  readonly #failures = new Map<MeterEvent, number>()

  /** @param keys of DLMS; undefined for a meter without it */
  constructor(
    setup: MeterSetup & DlmsSetup & { readonly smitp?: SmitpSetup },
    surroundings: Surroundings,
    keys: MeterKeys | undefined,
    clock: Clock,
  ) {
    const memory = new AtomicMemory(setup.memory)
    this.#surroundings = surroundings
    const store = new MeterStore({ ...setup, memory }, surroundings)
    this.store = store
    const plate = identityOf(setup.serial)
    const parts = new FirmwareParts({
      memory,
      factory: { ...factoryParts, 'non-legal': setup.model === 'basic' ? basicFirmware : plate.firmware },
      replacementSeconds: setup.replacementSeconds ?? 0,
      aliveSince: now => store.aliveSince(now),
      signatureChangedAt: now => store.harms.at(now).find(({ kind }) => kind === 'firmware-signature')?.from,
    })
    this.parts = parts
    const images = new FirmwareImages(memory, (image, now) => installImage(store, parts, image, now))
    this.identity = {
      ...plate,
      get firmware() {
        return parts.version('non-legal')
      },
    }
    this.#clock = clock
    this.#display = new Display(displaySource(store))
    this.#server = keys && this.#serveDlms(keys, setup)
    this.smitp = setup.smitp && this.#serveSmitp(setup.smitp, memory, images, surroundings)
  }

  /** What the DLMS server machine, and thus a listener, serves. Throws TypeError for a meter without DLMS. */
  get server(): ServerSettings {
    if (this.#server === undefined) throw new TypeError(`${this.identity.serial} does not speak DLMS`)
    return this.#server
  }

  #serveDlms(
    keys: MeterKeys,
    {
      model = 'full',
      referencing = 'LN',
      firmwareKey,
      legalFirmwareKey,
      push,
      tokenKey,
      listener,
    }: DlmsSetup,
  ): ServerSettings {
    const random = (length: number): Uint8Array => randomBytes(length)
    const keyStore = new KeyStore({
      memory: this.store.setup.memory,
      factory: keys,
      systemTitle: this.identity.systemTitle,
      now: () => this.#clock.now(),
      random,
    })
    const objects = objectsOf({
      phases: this.store.setup.phases,
      suite: keyStore.suite,
      further: keyStore.furtherClients,
      listening: listener !== undefined,
      model,
    })
    const face = new CosemFace({
      store: this.store,
      objects,
      identity: this.identity,
      now: () => secondsOf(this.#clock.now()),
      keys: keyStore,
      random,
      shortNames: referencing !== 'LN',
      images: imageRights(this.store, this.parts, { firmwareKey, legalFirmwareKey }),
      parts: this.parts,
      ...(push && { push }),
      ...(tokenKey && { tokenKey }),
      ...(listener && { listener }),
    })
    this.#cosem = face
    keyStore.associations.guard = face
    return {
      systemTitle: this.identity.systemTitle,
      referencing,
      ...(referencing !== 'LN' && { shortNames: shortNamesOf(objects) }),
      conformance: objects.conformance,
      maxReceivePduSize,
      maxRequestLength,
      associations: keyStore.associations,
      // Separate functions, so that a planted fault or tap can replace each.
      device: {
        get: (...request) => face.get(...request),
        set: (...request) => face.set(...request),
        action: (...request) => face.action(...request),
      },
      random,
    }
  }

  #serveSmitp(
    { mode = 'hardened', ...keys }: SmitpSetup,
    memory: AtomicMemory,
    images: FirmwareImages,
    { calendar }: Surroundings,
  ): SmitpFace {
    return new SmitpFace({
      mode,
      memory,
      images,
      parts: this.parts,
      calendar,
      store: this.store,
      identity: this.identity,
      aca: acaOf(this.identity.serial),
      keys: new SmitpKeyStore(memory, keys),
      dlms: this.#server && dlmsOverSmitp(this.#server, event => this.log(event)),
      now: () => this.#clock.now(),
      log: occurrence => this.log(occurrence),
      wake: () => this.wake(),
      touched: () => this.#cosem?.automation.touched(),
      powerLimits: this.#cosem?.powerLimits,
    })
  }

  /** Its face towards the customer; made when it is first asked for. */
  get chain2(): Chain2Face {
    this.#chain2 ??= new Chain2Face({
      store: this.store,
      calendar: this.#surroundings.calendar,
      identity: this.identity,
      powerLimits: () => this.#cosem?.powerLimits,
    })
    return this.#chain2
  }

  /** Whether it sends to a device of the customer. */
  get hasCustomerDevice(): boolean {
    return isAssociated(this.store.memory)
  }

  /** What a glance at its front shows. */
  display(): DisplaySnapshot {
    return this.#display.show(this.#now())
  }

  /** A button on its front is pressed: two scroll, one closes the switch again where its mode lets it. False where nothing follows. */
  press(button: MeterButton): boolean {
    const now = this.#now()
    if (!this.supplied) return false
    if (button === 'reconnect') return this.store.supply.execute('manual-reconnect', now)
    this.#display.press(button, now)
    return true
  }

  /** Whether anything gets to it and from it: it has supply, and its modem works. */
  get reachable(): boolean {
    return this.store.isReachable(this.#now())
  }

  /** Whether it has supply; without it the meter answers nothing. */
  get supplied(): boolean {
    return this.store.harms.suppliedAt(this.#now())
  }

  /**
   * Does harm to the meter or its supply, kept until it is mended, over a restart too. Instants in whole seconds of true time.
   *
   * @throws {HarmError} naming the member of the order that is impossible
   */
  harm(order: HarmOrder<HarmKind>): Harm<HarmKind> {
    this.store.makeRoom(this.#now())
    return this.#changed(() => this.store.harms.begin(order))
  }

  /**
   * Mends all harm of a kind that holds at an instant, and calls off what would come later. Says how many there were.
   *
   * @throws {HarmError}
   */
  endHarm(kind: HarmKind, at: number): number {
    return this.#changed(() => this.store.harms.end(kind, at))
  }

  #changed<Result>(change: () => Result): Result {
    const now = this.#now()
    const automation = this.#cosem?.automation
    if (automation === undefined) return change()
    automation.catchUp(now)
    const before = this.supplied
    const result = automation.change(now, () => feel(automation, now, change))
    if (this.supplied !== before) announceSupply(automation, now)
    return result
  }

  /** Carries out what has become due; each access does the same. */
  wake(): void {
    const now = this.#now()
    this.store.noteMemory(now)
    this.#cosem?.automation.catchUp(now)
  }

  /**
   * When the meter wants to be woken next, milliseconds since 1970, six hours ahead at most; undefined for one with
   * nothing to do. Waking it is optional: its next access catches up with what was due.
   */
  nextWake(): number | undefined {
    const now = this.#now()
    const changes = this.store.harms.next(now)
    if (this.#cosem === undefined || !Automation.isIn(this.store)) return changes && msOf(changes)
    const next = this.#cosem.automation.nextWake(now)
    return next && msOf(Math.min(next, changes ?? next))
  }

  /** A client has confirmed a push by its number; false for one that did not wait for it. */
  confirmPush(longInvokeId: number): boolean {
    return this.#cosem?.confirmPush(longInvokeId, this.#now()) ?? false
  }

  /** Where it pushes its alarms by TCP, `host:port`, if no client has said otherwise: what its host knows when it is put up. */
  pushAlarmsTo(place: string): void {
    this.#cosem?.pushAlarmsTo(place)
  }

  /** Logs an event of a connection, if the event log covers it and the memory has room for it. */
  log(event: ServerEvent | ServerOccurrence): void {
    unlessFull(() => this.#log(event), undefined)
  }

  #log(event: ServerEvent | ServerOccurrence): void {
    if (event === 'authentication-failure' || event === 'decryption-failure')
      this.#cosem?.noteFailure(this.#now())
    const name = events[event]
    const now = this.#now()
    if (name === undefined || now < (this.#failures.get(name) ?? 0) + failurePauseSeconds) return
    this.#failures.set(name, now)
    this.store.events.record(name, now)
  }

  #now(): number {
    return wholeSecondsOf(this.#clock.now())
  }
}
