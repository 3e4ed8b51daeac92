import { mix, toHex } from '@ferraris/bytes'
import { beginDay, counterNames, encodeCounters, type FrameNumber, gapOf, maskOf } from '@ferraris/chain2'
import { type DeviceState, openDevice, stepDevice } from '@ferraris/customer-device'
import {
  acaOf,
  CurveCache,
  inMemory,
  italianBands,
  Meter,
  serialOf,
  syntheticHousehold,
  TariffCalendar,
} from '@ferraris/meter'
import { msOf, secondsOf, secondsPerQuarter } from '@ferraris/metering'
import { type SuccessByKind, successOf } from '@ferraris/monitoring/counting'
import {
  opticalLink,
  type QuietBand,
  type QuietLink,
  radioLink,
  randomFrom,
  type SecondWay,
  type SecondWayKind,
  timeOnQuietBand,
} from '@ferraris/power-line'
import { notificationFrames } from '@ferraris/smitp/notification'
import {
  type Campaign,
  calendar,
  devicePlace,
  keyOf,
  meterPlace,
  midnightsOf,
  origin,
  timeZone,
} from './campaign.ts'
import { Ledger, noTallies, type Tallies } from './ledger.ts'
import { drawOutages } from './outages.ts'
import { PlatformHome } from './platform.ts'

/** What the campaign has found out about one home. */
export interface HomeOutcome {
  readonly truth: { readonly tallies: Tallies; readonly voidDays: number }
  readonly platform: { readonly success: SuccessByKind; readonly voidDays: number }
  /** Messages that arrived by the second way alone. */
  readonly filled: number
  /** Seconds from each overload to the first alert that arrived; null for one of which none did. */
  readonly alertSeconds: readonly (number | null)[]
}

/** The messages that devices of a campaign are tested with: quarter, power, overload, and week. */
const profile = maskOf([1, 21, 22, 25])
/** Wh; the same for all homes, as in the campaign of 2018. */
const weeklyThreshold = 50_000
/** Meters and devices are read so long after midnight, seconds: all replicas of the day have arrived. */
const readAfter = 600

/** A home for all days of the campaign: meter, line, device, and both ends' registers at the platform. */
export function simulateHome(campaign: Campaign, index: number, band: QuietBand): HomeOutcome {
  return new SimulatedHome(campaign, index, band).run()
}

class SimulatedHome {
  readonly #link: QuietLink
  readonly #second: { readonly way: SecondWay; readonly random: () => number } | undefined
  /** Messages that have arrived by the second way, and not over the line. */
  readonly #filled = new Set<number>()
  readonly #random: () => number
  readonly #midnights: readonly number[]
  readonly #outages: ReturnType<typeof drawOutages>
  readonly #meter: Meter
  readonly #address: ReturnType<typeof acaOf>
  readonly #pod: string
  readonly #ledger = new Ledger()
  readonly #platform = new PlatformHome()
  readonly #alerts = new Map<number, { readonly at: number; arrivedAt: number | undefined }>()
  /** Octets of the frames that carry the message on its way; its copies are the same. */
  #carried: { readonly number: number; readonly lengths: readonly number[] } = { number: -1, lengths: [] }
  #device: DeviceState
  #now: number
  #powerUps = 0
  #readings = 0

  constructor(campaign: Campaign, index: number, band: QuietBand) {
    const seed = mix(campaign.seed, index)
    this.#link = band.link(meterPlace(index), devicePlace(index))
    this.#random = randomFrom(seed)
    const { secondWay } = campaign
    if (secondWay !== undefined) {
      const ofWay = mix(seed, 169)
      this.#second = { way: linkOf[secondWay](ofWay), random: randomFrom(ofWay) }
    }
    this.#midnights = midnightsOf(campaign)
    this.#outages = drawOutages(this.#midnights, this.#random)
    this.#now = this.#midnights[0] ?? 0
    const serial = serialOf(index + 1)
    const load = syntheticHousehold(campaign.seed, index)
    this.#meter = new Meter(
      { serial, load, seed, phases: 1, origin, depthDays: campaign.days + 14, memory: inMemory() },
      { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() },
      undefined,
      { now: () => msOf(this.#now) },
    )
    this.#address = acaOf(serial)
    this.#pod = `IT001E${String(index + 1).padStart(8, '0')}`
    const initialKey = keyOf(campaign, `initial ${index}`)
    const keys = {
      encryptionKey: keyOf(campaign, `encryption ${index}`),
      authenticationKey: keyOf(campaign, `authentication ${index}`),
    }
    this.#device = openDevice({
      id: `DU-${index + 1}`,
      hardware: 'simulated',
      firmware: '1',
      address: this.#address,
      initialKey,
      timeZone,
      meters: [{ role: 'M1', systemTitle: toHex(this.#meter.identity.systemTitle), pod: this.#pod, keys }],
    })
    const contract = {
      customerCode: '',
      vendor: '',
      phone: '',
      pesse: 0,
      contractPower: load.contractedPower,
    }
    const { chain2 } = this.#meter
    const gap = gapOf(contract.contractPower)
    chain2.configure({ profile, gap, weeklyThreshold, contract }, this.#now)
    const device = { aca: this.#address, pod: this.#pod, role: 'exchange', initialKey } as const
    chain2.associate(device, keys, this.#now)
  }

  run(): HomeOutcome {
    const end = this.#midnights.at(-1) ?? this.#now
    for (const message of this.#meter.chain2.departures(end + readAfter)) {
      this.#passTime(message.at)
      this.#transmit(message)
    }
    this.#passTime(end + readAfter)
    return this.#outcome()
  }

  /** What happens between two messages: a device gets its supply back, registers are read. */
  #passTime(until: number): void {
    for (;;) {
      const powerUp = this.#outages[this.#powerUps]
      const reading = this.#midnights[this.#readings + 1]
      const [upAt, readAt] = [
        powerUp?.to ?? Number.POSITIVE_INFINITY,
        (reading ?? Number.POSITIVE_INFINITY) + readAfter,
      ]
      if (Math.min(upAt, readAt) > until) break
      if (powerUp !== undefined && upAt <= readAt) {
        this.#powerUps++
        ;[this.#device] = stepDevice(this.#device, { kind: 'power-up', aliveAt: powerUp.from }, powerUp.to)
      } else {
        this.#read(this.#readings++, readAt)
      }
    }
    this.#now = until
  }

  #transmit(departure: Departure): void {
    const { kind, isReplica, number, at } = departure
    const day = kind === 0 ? -1 : this.#dayOf(kind, at)
    if (kind !== 0 && !isReplica) this.#ledger.sent(kind, day)
    const arrivals = [this.#overLine(departure), isReplica ? undefined : this.#overSecondWay(departure)]
    const inOrder = arrivals.filter(one => one !== undefined).sort((a, b) => a.instant - b.instant)
    // A device without supply receives no overload.
    const [{ instant: first } = { instant: at }] = inOrder
    if (kind === 22 && !isReplica && this.#isOn(first) && this.#isOverload(at))
      this.#alerts.set(number, { at, arrivedAt: undefined })
    for (const arrival of inOrder)
      if (arrival.isWhole && this.#isOn(arrival.instant)) this.#arrive(departure, day, arrival)
  }

  #overLine({ apdu, number, at }: Departure): Arrival {
    let arrival = msOf(at)
    let isWhole = true
    const hour = Math.floor((at - calendar.at(at).start) / 3600) % 24
    for (const length of this.#lengthsOf(apdu, number)) {
      arrival += timeOnQuietBand(length, this.#random)
      isWhole = this.#link.receives(length, hour, this.#random) && isWhole
    }
    return { instant: secondsOf(arrival), isWhole, way: 'line' }
  }

  /** The message itself goes there once; the copies are the power line's. */
  #overSecondWay({ apdu, at }: Departure): Arrival | undefined {
    if (this.#second === undefined) return undefined
    const { way, random } = this.#second
    const instant = secondsOf(msOf(at) + way.timeOf(apdu.length))
    return { instant, isWhole: way.receives(apdu.length, random), way: 'second' }
  }

  #isOn(instant: number): boolean {
    return !this.#outages.some(({ from, to }) => instant >= from && instant < to)
  }

  #arrive({ apdu, kind, number }: Departure, day: number, { instant, way }: Arrival): void {
    if (kind !== 0 && this.#ledger.arrived(kind, day, number)) {
      if (way === 'second') this.#filled.add(number)
      const alert = this.#alerts.get(number)
      if (alert !== undefined) alert.arrivedAt = instant
    } else if (way === 'line') {
      this.#filled.delete(number)
    }
    ;[this.#device] = stepDevice(this.#device, { kind: 'apdu', apdu }, Math.floor(instant))
  }

  #lengthsOf(apdu: Uint8Array, number: number): readonly number[] {
    if (this.#carried.number !== number) {
      const lengths = notificationFrames(this.#address, apdu, number).map(({ length }) => length)
      this.#carried = { number, lengths }
    }
    return this.#carried.lengths
  }

  /** Whether an alert tells that an overload begins, not that it is over: the meter's own registers say. */
  #isOverload(at: number): boolean {
    const { store, chain2 } = this.#meter
    return store.importPower(at) > chain2.availablePower(at)
  }

  /** The place in the campaign of the day that a message belongs to: a quarter's is the one that it measures. */
  #dayOf(kind: FrameNumber, at: number): number {
    const moment = kind === 1 ? Math.floor(at / secondsPerQuarter) * secondsPerQuarter - 1 : at
    return this.#midnights.findLastIndex(midnight => midnight <= moment)
  }

  /** The day that is over is read: the device uploads, and the meter's registers come over chain 1. */
  #read(day: number, at: number): void {
    this.#now = at
    const date = dateOf(this.#midnights, day)
    const [meter] = this.#device.meters
    this.#platform.upload(
      encodeCounters({
        duId: this.#device.settings.id,
        smitpAddr: this.#address,
        systemTitle: toHex(this.#meter.identity.systemTitle),
        pod: this.#pod,
        meter: 'M1',
        fw: this.#device.settings.firmware,
        days: beginDay(meter?.counters ?? [], date),
      }),
    )
    this.#platform.readMeter(this.#meter.chain2.sent.days(this.#meter.store))
  }

  #outcome(): HomeOutcome {
    const days = this.#midnights.length - 1
    const isVoid = (day: number) => this.#outages.some(({ from }) => this.#dayOf(21, from) === day)
    const tallies = noTallies()
    let voidDays = 0
    for (let day = 0; day < days; day++) {
      if (isVoid(day)) voidDays++
      else add(tallies, this.#ledger.of(day))
    }
    const matched = this.#platform.matched(dateOf(this.#midnights, 0), dateOf(this.#midnights, days - 1))
    return {
      truth: { tallies, voidDays },
      platform: {
        success: successOf(matched),
        voidDays: matched.filter(({ void: reason }) => reason !== null).length,
      },
      filled: this.#filled.size,
      alertSeconds: [...this.#alerts.values()].map(({ at, arrivedAt }) =>
        arrivedAt === undefined ? null : arrivedAt - at,
      ),
    }
  }
}

/** What comes out of one way, and when. */
interface Arrival {
  readonly instant: number
  readonly isWhole: boolean
  readonly way: 'line' | 'second'
}

const linkOf = { radio: radioLink, optical: opticalLink } as const satisfies Record<
  SecondWayKind,
  (seed: number) => SecondWay
>

type Departure = ReturnType<Meter['chain2']['departures']> extends Iterable<infer T> ? T : never

function dateOf(midnights: readonly number[], day: number): string {
  return calendar.zone.dateOf(midnights[day] ?? 0)
}

/** Adds the messages of some to those of others. */
export function add(to: Tallies, more: Tallies): void {
  for (const name of counterNames) {
    to[name].sent += more[name].sent
    to[name].received += more[name].received
  }
}
