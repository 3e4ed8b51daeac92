import { fromHex, toHex } from '@ferraris/bytes'
import { type FrameNumber, includes } from '@ferraris/chain2'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { Aca } from '@ferraris/smitp/mac'
import type { Json, NonVolatile } from '../store/memory/non-volatile.ts'

/** What the meter of a point of delivery measures: the exchange with the grid, or what a generator produces. */
export type MeterRole = 'exchange' | 'production'

/** What is told to the customer of the contract; the meter makes no use of it. */
export interface CustomerContract {
  readonly customerCode: string
  readonly vendor: string
  readonly phone: string
  /** Group of the rota of load shedding. */
  readonly pesse: number
  /** W. */
  readonly contractPower: number
  /** Day, month and year on which it began, if known. */
  readonly start?: { readonly year: number; readonly month: number; readonly dayOfMonth: number }
}

/** How much of what leaves for the customer. */
export interface CustomerSettings {
  /** Frames that the customer has asked for, see `profiles` of `@ferraris/chain2`. */
  readonly profile: number
  /** Resolution of power, W. */
  readonly gap: number
  /** Wh in a week at which the customer is told; 0 for never. */
  readonly weeklyThreshold: number
  readonly contract: CustomerContract
}

/** A device of the customer, as its maker and the distributor know it. */
export interface DeviceOfCustomer {
  /** Its address on the line. */
  readonly aca: Aca
  readonly pod: string
  readonly role: MeterRole
  /** With which it was made, 16 octets: it only brings operating keys. */
  readonly initialKey: Uint8Array
}

/** Operating keys, 16 octets each. */
export interface OperatingKeys {
  readonly encryptionKey: Uint8Array
  readonly authenticationKey: Uint8Array
}

type Kept = Omit<DeviceOfCustomer, 'initialKey' | 'aca'> & {
  readonly aca: string
  readonly initialKey: string
  readonly encryptionKey: string
  readonly authenticationKey: string
  /** True time. */
  readonly since: number
  /** When keys or device became others last: from then on the association frame is told. */
  readonly keyedAt: number
}

/** The device that the meter sends to, and since when. */
export interface MeterAssociation extends DeviceOfCustomer, OperatingKeys {
  readonly since: number
  readonly keyedAt: number
  readonly keys: SuiteKeys
}

type KeptSettings = CustomerSettings & { readonly at: number; readonly [member: string]: Json | undefined }

const associationKey = 'chain2.association'
const settingsKey = 'chain2.settings'

/** Where the factory leaves the settings: nothing of a contract is known. */
export const noSettings: CustomerSettings = {
  profile: 0,
  gap: 300,
  weeklyThreshold: 0,
  contract: { customerCode: '', vendor: '', phone: '', pesse: 0, contractPower: 3000 },
}

/** Whether a device is associated. */
export function isAssociated(memory: NonVolatile): boolean {
  return (memory.get<Kept | null>(associationKey) ?? null) !== null
}

/** The association as it is kept: keys and device in one write, before the first frame uses them. */
export class KeptAssociation {
  readonly #memory: NonVolatile
  #opened: { readonly kept: Kept; readonly association: MeterAssociation } | undefined

  constructor(memory: NonVolatile) {
    this.#memory = memory
  }

  get(): MeterAssociation | undefined {
    const kept = this.#memory.get<Kept | null>(associationKey) ?? undefined
    if (kept === undefined) return undefined
    if (this.#opened?.kept !== kept) this.#opened = { kept, association: opened(kept) }
    return this.#opened.association
  }

  /** Associates a device, or gives the same one other keys: then it has been associated since before. */
  set(device: DeviceOfCustomer, keys: OperatingKeys, now: number): void {
    const before = this.get()
    this.#memory.set(associationKey, {
      aca: device.aca,
      pod: device.pod,
      role: device.role,
      initialKey: toHex(device.initialKey),
      encryptionKey: toHex(keys.encryptionKey),
      authenticationKey: toHex(keys.authenticationKey),
      since: before?.aca === device.aca ? before.since : now,
      keyedAt: now,
    } satisfies Kept)
  }

  /** Forgets device and keys. */
  remove(): void {
    this.#memory.set(associationKey, null)
  }

  get settings(): CustomerSettings {
    return { ...noSettings, ...this.#memory.get<KeptSettings>(settingsKey) }
  }

  /** When the settings became others last. */
  get configuredAt(): number | undefined {
    return this.#memory.get<KeptSettings>(settingsKey)?.at
  }

  configure(settings: CustomerSettings, now: number): void {
    const { profile, gap, weeklyThreshold, contract } = settings
    this.#memory.set(settingsKey, { profile, gap, weeklyThreshold, contract: { ...contract }, at: now })
  }
}

function opened(kept: Kept): MeterAssociation {
  const encryptionKey = fromHex(kept.encryptionKey)
  const authenticationKey = fromHex(kept.authenticationKey)
  return {
    ...kept,
    aca: kept.aca as Aca,
    initialKey: fromHex(kept.initialKey),
    encryptionKey,
    authenticationKey,
    keys: new SuiteKeys(encryptionKey, authenticationKey),
  }
}

/** Whether the customer has asked for a frame. */
export function isWanted({ profile }: CustomerSettings, frame: FrameNumber): boolean {
  return includes(profile, frame)
}
