import { addDays, type LocalDate, weekday, type Zone, zone } from '@ferraris/cosem'
import { secondsPerHour } from '@ferraris/metering'
import type { DeviceState, MeterState } from '../device/state.ts'
import type { HomeQuarter } from '../energy/home-energy.ts'
import { type Period, periodOf } from '../energy/periods.ts'
import type { Correspondence } from '../messages/correspondence.ts'
import { type PriceView, pricesAt } from '../messages/prices.ts'
import type { Alert, At, EnergyRegister } from '../readings/readings.ts'
import { type Trouble, troubleOf, type Way } from './trouble.ts'

/** What a device has to say at one moment: the page, the local interfaces and the publications show this and nothing else. */
export interface DeviceView {
  /** Seconds since 1970, the device's clock. */
  readonly time: number
  readonly timeZone: string
  readonly device: { readonly id: string; readonly hardware: string; readonly firmware: string }
  readonly trouble: Trouble | null
  readonly meters: readonly MeterView[]
  readonly home: HomeView | null
  readonly prices: PriceView
  readonly messages: readonly MessageView[]
  /** The way to supplier and distributor: without one no text and no price can come. */
  readonly platform: PlatformState
}

/** `unpaired`: the platform no longer knows this device; it is not asked again. */
export type PlatformState = 'none' | 'connected' | 'unreachable' | 'unpaired'

export interface MessageView {
  readonly id: string
  readonly from: 'supplier' | 'distributor'
  readonly text: string
  readonly sentAt: number
  readonly read: boolean
}

/** Null is not known: never a zero in its place. */
export interface MeterView {
  readonly role: string
  readonly pod: string
  readonly systemTitle: string
  /** Serial number of the meter, once it has told it. */
  readonly plate: string | null
  /** `waiting`: no keys yet; `keys`: they have come, no frame has; `associated`. */
  readonly association: 'waiting' | 'keys' | 'associated'
  readonly power: At<number> | null
  readonly producedPower: At<number> | null
  /** Mean of the last quarter. */
  readonly averagePower: At<number> | null
  readonly contractPower: number | null
  readonly availablePower: number | null
  readonly tariff: At<number> | null
  readonly importedEnergy: EnergyRegister | null
  readonly exportedEnergy: EnergyRegister | null
  readonly alert: AlertView | null
  readonly threshold: At<{ readonly threshold: number; readonly energy: number }> | null
  readonly credit: At<number> | null
  readonly today: Period
  readonly week: Period
  readonly month: Period
  /** Device's clock less meter's, seconds, where they do not agree. */
  readonly clockDifference: number | null
}

export interface AlertView extends Pick<Alert, 'state' | 'since' | 'power' | 'availablePower'> {
  /** Seconds until the limiter opens; null while it will not. */
  readonly countdown: number | null
}

/** What a home with production uses itself. */
export interface HomeView {
  readonly last: HomeQuarter | null
  /** Whole Wh since the beginning. */
  readonly selfConsumed: number
  readonly consumed: number
}

/** An alert that nothing has confirmed for so long is over: the meter repeats it. */
const longestAlert = 3 * secondsPerHour
const clockTolerance = 300
/** A power that is older says nothing about now: the meter tells it each quarter at least. */
const freshPower = secondsPerHour

/** What is known beside the state of the receiving machine. */
export interface Surroundings {
  readonly way: Way
  readonly platform: PlatformState
  readonly correspondence: Correspondence
}

/** Everything at `now`, seconds since 1970. */
export function deviceView(state: DeviceState, around: Surroundings, now: number): DeviceView {
  const ofZone = zone(state.settings.timeZone)
  const { id, hardware, firmware, timeZone } = state.settings
  const meters = state.meters.map(meter => meterView(meter, ofZone, now))
  const tariff = meters.find(({ role }) => role === 'M1')?.tariff?.value ?? null
  return {
    time: now,
    timeZone,
    device: { id, hardware, firmware },
    trouble: troubleOf(state, around.way, now),
    meters,
    home: homeView(state),
    prices: pricesAt(around.correspondence, tariff, now),
    messages: around.correspondence.messages
      .filter(({ until }) => until === undefined || until > now * 1000)
      .map(({ id, from, text, sentAt, read }) => ({
        id,
        from,
        text,
        sentAt: Math.floor(sentAt / 1000),
        read,
      })),
    platform: around.platform,
  }
}

function meterView({ role, link, readings, days }: MeterState, ofZone: Zone, now: number): MeterView {
  const { contract } = readings
  const alert = readings.alert && now - readings.alert.heardAt <= longestAlert ? readings.alert : undefined
  const today = ofZone.dateOf(now)
  const direction = role === 'M1' ? 'imported' : 'exported'
  const period = (from: LocalDate) => periodOf(days, ofZone, direction, from, today)
  const difference = readings.clockDifference ?? 0
  return {
    role,
    pod: link.pod,
    systemTitle: link.systemTitle,
    plate: contract?.value.plate.trimEnd() ?? null,
    association: link.current === undefined ? 'waiting' : link.provenAt === undefined ? 'keys' : 'associated',
    power: fresh(readings.power, difference, now),
    producedPower: fresh(readings.producedPower, difference, now),
    averagePower: readings.averagePower ?? null,
    contractPower: contract?.value.contractPower ?? null,
    // The limit may be another than when the contract was told.
    availablePower: alert?.availablePower ?? contract?.value.availablePower ?? null,
    tariff: readings.tariff ?? null,
    importedEnergy: readings.importedEnergy ?? null,
    exportedEnergy: readings.exportedEnergy ?? null,
    alert: alert === undefined ? null : alertView(alert, now),
    threshold: readings.threshold ?? null,
    credit: readings.credit ?? null,
    today: period(today),
    week: period(addDays(today, -weekday(today))),
    month: period(`${today.slice(0, 8)}01`),
    clockDifference: Math.abs(difference) > clockTolerance ? difference : null,
  }
}

/** Told lately, by the meter's own clock, however far that is from ours. */
function fresh(reading: At<number> | undefined, difference: number, now: number): At<number> | null {
  return reading === undefined || now - difference - reading.time > freshPower ? null : reading
}

function alertView({ state, since, power, availablePower, opensAt }: Alert, now: number): AlertView {
  const countdown = opensAt === null || state === 'open' ? null : Math.max(0, opensAt - now)
  return { state, since, power, availablePower, countdown }
}

function homeView({ home, meters }: DeviceState): HomeView | null {
  if (meters.length < 2 || home.through === undefined) return null
  return { last: home.last ?? null, selfConsumed: home.selfConsumed, consumed: home.consumed }
}
