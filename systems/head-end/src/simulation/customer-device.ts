import { type CounterName, counterNames } from '@ferraris/chain2'
import { msOf } from '@ferraris/metering'

interface Reading {
  readonly value: number
  /** By the meter's clock, seconds since 1970. */
  readonly time: number
}

/** What the device of a simulated customer shows of its meter. */
interface DeviceMeter {
  readonly association: 'waiting' | 'keys' | 'associated'
  readonly power: Reading | null
  readonly contractPower: number | null
  readonly availablePower: number | null
  readonly tariff: Reading | null
  readonly alert: {
    readonly state: 'exceeded' | 'open'
    readonly since: number
    readonly power: number
    readonly availablePower: number
    readonly countdown: number | null
  } | null
}

/** A simulated customer's device, as its home shows it. */
export interface SimulatedCustomerDevice {
  readonly plate: { readonly id: string; readonly aca: string; readonly pod: string }
  readonly view: {
    readonly time: number
    readonly trouble: { readonly code: string } | null
    readonly meters: readonly DeviceMeter[]
  }
  readonly days: readonly {
    readonly date: string
    readonly imported: readonly (number | null)[]
    readonly filled: number
  }[]
  readonly counters: readonly (Readonly<Record<CounterName, number>> & {
    readonly day: string
    readonly powerLoss: boolean
  })[]
  readonly heard: readonly { readonly at: number; readonly frame: { readonly frame: number } }[]
  readonly replicas: number
}

/** The same as REST shows it. */
export function customerDeviceOf(
  serial: string,
  { plate, view, days, counters, heard, replicas }: SimulatedCustomerDevice,
) {
  const [meter] = view.meters
  const { alert } = meter ?? {}
  return {
    endDevice: serial,
    device: plate.id,
    time: instantOf(view.time),
    trouble: view.trouble?.code ?? null,
    association: meter?.association ?? ('waiting' as const),
    power: readingOf(meter?.power),
    tariff: readingOf(meter?.tariff),
    contractPower: meter?.contractPower ?? null,
    availablePower: meter?.availablePower ?? null,
    alert: alert ? { ...alert, since: instantOf(alert.since) } : null,
    days: days.map(({ date, imported, filled }) => ({ date, values: [...imported], filled })),
    counters: counters.map(of => ({
      day: of.day,
      powerLoss: of.powerLoss,
      ...(Object.fromEntries(counterNames.map(name => [name, of[name]])) as Record<CounterName, number>),
    })),
    heard: heard.map(({ at, frame: { frame, ...values } }) => ({ at: instantOf(at), frame, values })),
    replicas,
  }
}

function readingOf(reading: Reading | null | undefined) {
  return reading ? { value: reading.value, at: instantOf(reading.time) } : null
}

function instantOf(seconds: number): string {
  return new Date(msOf(seconds)).toISOString()
}
