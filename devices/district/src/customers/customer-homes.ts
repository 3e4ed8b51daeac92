import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex, mix } from '@ferraris/bytes'
import { gapOf, profiles } from '@ferraris/chain2'
import {
  CustomerDevice,
  type DeviceState,
  DeviceStore,
  openDevice,
  openKeyVault,
} from '@ferraris/customer-device'
import type { Clock, LocalCalendar, Meter } from '@ferraris/meter'
import { secondsPerQuarter, wholeSecondsOf } from '@ferraris/metering'
import {
  createLine,
  type DistrictPlan,
  type Line,
  QuietBand,
  randomFrom,
  Simulation,
} from '@ferraris/power-line'
import type { Aca } from '@ferraris/smitp/mac'
import { localHourIn } from '../simulated-line/simulated-line.ts'
import { planOfBandC } from './band-c.ts'
import { CustomerHome } from './customer-home.ts'
import { pastOf } from './first-days.ts'
import { type CustomerPlate, completePlates, type Home } from './plates.ts'
import { type SeenDevice, seenDevice } from './seen-device.ts'

const devicesFolder = 'customer-devices'
/** A new device has been there since the midnight so many days ago; the quarter that ended then is not told any more. */
const firstDays = 1
/** Band C runs by the clock; after a pause as long as this it begins anew. */
const longestPauseMs = 10_000

export interface CustomerHomesParts {
  readonly folder: string
  readonly seed: number
  readonly calendar: LocalCalendar
  readonly clock: Clock
  /** Meters of homes that may have a device, by serial number. */
  readonly meters: ReadonlyMap<string, () => Meter>
  /** Calls the opening off. */
  readonly signal: AbortSignal
}

/**
 * Homes with a device of the customer: their meters send what is due over one line of band C, on which all of them listen before they
 * talk. What a device has received is kept in a folder of its own.
 */
export class CustomerHomes {
  readonly #parts: CustomerHomesParts
  readonly #plan: DistrictPlan
  readonly #band: QuietBand
  readonly #stores: DeviceStore[] = []
  readonly #devices: (readonly [CustomerPlate, CustomerDevice])[] = []
  readonly plates: readonly CustomerPlate[]
  #homes = new Map<string, CustomerHome>()
  #line: Line

  /** Gives each home the plate of a device. Throws DistrictError. */
  constructor(parts: CustomerHomesParts, homes: readonly Home[]) {
    this.#parts = parts
    this.plates = completePlates(parts.folder, homes).filter(({ meter }) => parts.meters.has(meter))
    this.#plan = planOfBandC(this.plates, parts.seed)
    this.#band = new QuietBand(this.#plan, parts.seed)
    this.#line = this.#newLine()
  }

  /** Puts the devices into their homes, one after the other. New ones bring what they have heard since yesterday. Throws StoreError. */
  async open(): Promise<void> {
    for (const plate of this.plates) {
      const device = await this.#open(plate)
      this.#devices.push([plate, device])
      this.#plugIn(plate, device)
    }
  }

  /** What the device of a meter shows; undefined where there is none. */
  see(meter: string): SeenDevice | undefined {
    const home = this.#homes.get(meter)
    return home && seenDevice(home)
  }

  /** Lets all do what is due; to be called each second. */
  advance(): void {
    const now = this.#parts.clock.now()
    if (Math.abs(now - this.#line.now) > longestPauseMs) this.#begin()
    try {
      this.#line.run(now)
      for (const home of this.#homes.values()) home.advance(wholeSecondsOf(now))
    } catch (error) {
      // A disk may be full now and not later: what comes then is taken.
      console.error(`customers' devices: ${(error as Error).message}`)
    }
  }

  close(): void {
    for (const home of this.#homes.values()) home.detach()
    for (const store of this.#stores) store.close()
  }

  async #open(plate: CustomerPlate): Promise<CustomerDevice> {
    const { folder, clock, calendar, meters } = this.#parts
    const place = join(folder, devicesFolder, plate.id)
    mkdirSync(place, { recursive: true, mode: 0o700 })
    const store = new DeviceStore(place, openKeyVault(join(place, 'key')))
    this.#stores.push(store)
    const settings = {
      id: plate.id,
      hardware: 'virtual 1',
      firmware: '0.1.0',
      address: plate.aca,
      initialKey: fromHex(plate.initialKey),
      timeZone: calendar.zone.id,
      meters: [],
    }
    const meter = meters.get(plate.meter)
    if (meter !== undefined && store.load('alive') === undefined) {
      const device = openDevice(settings)
      store.saveState(device, await this.#past(plate, meter(), device))
    }
    return new CustomerDevice({ settings, store, now: () => wholeSecondsOf(clock.now()) })
  }

  /** Associates meter and device as a maker has them set up, and lets them live until now. */
  async #past(plate: CustomerPlate, meter: Meter, device: DeviceState): Promise<DeviceState> {
    const { calendar, clock, seed, signal } = this.#parts
    const now = wholeSecondsOf(clock.now())
    // A device that was associated by others stays so.
    if ((meter.chain2.association?.aca ?? plate.aca) !== plate.aca) return device
    const since = calendar.of(calendar.at(now).day - firstDays).start + secondsPerQuarter - 1
    const { initialKey } = device.settings
    const { contractPower, aca, pod } = plate
    meter.chain2.configure(
      {
        profile: profiles.quality,
        gap: gapOf(contractPower),
        weeklyThreshold: 0,
        contract: { customerCode: plate.id, vendor: '', phone: '', pesse: 0, contractPower },
      },
      since,
    )
    const keys = { encryptionKey: initialKey, authenticationKey: initialKey }
    meter.chain2.associate({ aca: aca as Aca, pod, role: 'exchange', initialKey }, keys, since)
    const random = randomFrom(mix(seed, Number(aca.slice(-4))))
    return await pastOf({ plate, meter, device, band: this.#band, calendar, random, until: now, signal })
  }

  /** Plugs all in anew, at the clock's time. */
  #begin(): void {
    for (const home of this.#homes.values()) home.detach()
    this.#line = this.#newLine()
    for (const [plate, device] of this.#devices) this.#plugIn(plate, device)
  }

  #newLine(): Line {
    const { clock, calendar, seed } = this.#parts
    const simulation = new Simulation(clock.now())
    return createLine(this.#plan, seed, { simulation, localHour: localHourIn(calendar) })
  }

  #plugIn(plate: CustomerPlate, device: CustomerDevice): void {
    const { seed, meters } = this.#parts
    const meter = meters.get(plate.meter)
    if (meter === undefined) return
    const random = randomFrom(mix(seed, this.plates.indexOf(plate) + 1))
    this.#homes.set(plate.meter, new CustomerHome({ plate, meter, device, line: this.#line, random }))
  }
}
