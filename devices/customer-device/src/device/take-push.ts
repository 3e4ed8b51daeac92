import { meterRoles } from '@ferraris/chain2'
import { newer, type Readings, registerAt } from '../readings/readings.ts'
import { newMeter } from './new-meter.ts'
import type { DeviceState, MeterState } from './state.ts'

/** What the customer port of another country pushes, as it was read: P1 in DLMS, Nordic HAN. */
export interface PushedReadings {
  /** The meter's number. */
  readonly meter: string
  readonly readings: readonly {
    readonly obis: string
    readonly value: unknown
    readonly unit: string | null
  }[]
}

/** Values that are shown, and what of a push they are. */
const quantities = {
  '1.0.1.7.0.255': 'power',
  '1.0.2.7.0.255': 'producedPower',
  '1.0.1.8.0.255': 'importedEnergy',
  '1.0.2.8.0.255': 'exportedEnergy',
} as const
/** To whole base units. */
const factors: Readonly<Record<string, number>> = { W: 1, kW: 1000, Wh: 1, kWh: 1000 }

/** Takes what a meter of another kind has pushed: it has no keys here and no quarters, but powers and registers. */
export function takePush(
  state: DeviceState,
  { meter: number, readings }: PushedReadings,
  now: number,
): DeviceState {
  const known = state.meters.find(({ link }) => link.systemTitle === number)
  const role = meterRoles.find(each => state.meters.every(meter => meter.role !== each))
  if (known === undefined && role === undefined) return state
  const meter = known ?? newMeter({ role: role ?? 'M1', systemTitle: number, pod: number })
  const heard: MeterState = {
    ...meter,
    link: { ...meter.link, provenAt: meter.link.provenAt ?? now },
    readings: readings.reduce(
      (before, { obis, value, unit }) => withQuantity(before, obis, value, unit, now),
      meter.readings,
    ),
  }
  const others = state.meters.filter(each => each !== known)
  const meters = [...others, heard].toSorted((a, b) => (a.role < b.role ? -1 : 1))
  return {
    ...state,
    meters,
    reception: { ...state.reception, lastAcceptedAt: now, accepted: state.reception.accepted + 1 },
  }
}

function withQuantity(
  before: Readings,
  obis: string,
  value: unknown,
  unit: string | null,
  now: number,
): Readings {
  const name = quantities[obis as keyof typeof quantities]
  const factor = factors[unit ?? '']
  const number = Number(value)
  if (name === undefined || factor === undefined || !Number.isFinite(number)) return before
  const whole = Math.round(number * factor)
  if (name === 'power' || name === 'producedPower')
    return { ...before, [name]: newer(before[name], whole, now) }
  const known = before[name]
  if (known !== undefined && whole < known.value) return { ...before, fallen: before.fallen + 1 }
  return { ...before, [name]: registerAt(known, whole, now) }
}
