import { formatReadingType, parseReadingType, type ReadingType } from './reading-type.ts'
import { accumulations, type QuantityType, quantityTypes } from './reading-type-catalogue.ts'

/** How values come about, beside what their OBIS code says. */
export interface Capture {
  /** Seconds from value to value; or one value a day, month or billing period; `none` where values come singly. */
  readonly period: number | 'daily' | 'monthly' | 'billing' | 'none'
  /** What was added within the period, instead of what the register showed at its end. */
  readonly delta: boolean
}

/** What a reading type says in our words. */
export interface ReadingOrigin extends Capture {
  readonly obis: string
  /** Power of ten of the values: 3 for kWh. */
  readonly multiplier: number
}

const measuringPeriods: Readonly<Record<number, number>> = {
  60: 3,
  120: 10,
  180: 14,
  300: 6,
  600: 1,
  900: 2,
  1200: 31,
  1800: 5,
  3600: 7,
  86400: 4,
}
const secondsOf = new Map(
  Object.entries(measuringPeriods).map(([seconds, number]) => [number, Number(seconds)]),
)

const macroPeriods = { daily: 11, monthly: 13, billing: 8, none: 0 } as const
const macroNames: ReadonlyMap<number, keyof typeof macroPeriods> = new Map([
  [11, 'daily'],
  [13, 'monthly'],
  [8, 'billing'],
  [0, 'none'],
])

/** Energies in kWh, as partners mostly have them; else in the unit itself. */
export function usualMultiplier(obis: string): number {
  const { unit = 0, accumulation } = quantityTypes.get(obis) ?? {}
  const isEnergy = unit >= 71 && unit <= 73
  return isEnergy || accumulation === accumulations.indicating ? 3 : 0
}

/** The reading type of a quantity; undefined where none is known: its OBIS code is then its name, see {@link obisReadingType}. */
export function readingTypeOf(
  obis: string,
  { period, delta }: Capture,
  multiplier = usualMultiplier(obis),
): string | undefined {
  const type = quantityTypes.get(obis)
  if (type === undefined) return undefined
  const timed = withPeriod(type, period)
  if (timed === undefined) return undefined
  const counted = delta && type.accumulation === accumulations.register
  const accumulation = counted ? accumulations.delta : type.accumulation
  return formatReadingType({ ...timed, accumulation, multiplier })
}

function withPeriod(type: QuantityType, period: Capture['period']): QuantityType | undefined {
  if (typeof period === 'string') return { ...type, macroPeriod: macroPeriods[period] }
  const measuringPeriod = measuringPeriods[period]
  // A demand has its own period: that over which it is averaged.
  return measuringPeriod === undefined || type.measuringPeriod !== undefined
    ? undefined
    : { ...type, measuringPeriod }
}

/** Voltages to neutral are those of their phase. */
const toNeutral: Readonly<Record<number, number>> = { 129: 128, 65: 64, 33: 32 }

/** Quantities by what is left of their reading type without period, multiplier and the way of counting. */
const byType = new Map([...quantityTypes].reverse().map(([obis, type]) => [keyOf(type), obis]))

function keyOf(type: QuantityType): string {
  const { accumulation, measuringPeriod, phases = 0, ...rest } = type
  const counts = accumulation === accumulations.register || accumulation === accumulations.delta
  return formatReadingType({
    ...rest,
    macroPeriod: 0,
    multiplier: 0,
    accumulation: counts ? accumulations.register : accumulation,
    phases: toNeutral[phases] ?? phases,
  })
}

/**
 * The quantity that a reading type means; undefined for one that is well formed and has no OBIS code here. Takes an OBIS code as
 * well, as partners send it by agreement. Throws CimError.
 */
export function originOf(text: string): ReadingOrigin | undefined {
  if (isObis(text)) return { obis: text, period: 'none', delta: false, multiplier: 0 }
  const type = parseReadingType(text)
  const obis = byType.get(keyOf(type))
  const period = obis === undefined ? undefined : periodOf(type, quantityTypes.get(obis))
  if (obis === undefined || period === undefined) return undefined
  return {
    obis,
    period,
    delta: type.accumulation === accumulations.delta,
    multiplier: type.multiplier,
  }
}

function isObis(text: string): boolean {
  return /^(\d{1,3}\.){5}\d{1,3}$/.test(text)
}

function periodOf(
  { macroPeriod, measuringPeriod }: ReadingType,
  { measuringPeriod: own = 0 }: QuantityType = {},
): Capture['period'] | undefined {
  if (measuringPeriod === own) return macroNames.get(macroPeriod)
  return macroPeriod === 0 && own === 0 ? secondsOf.get(measuringPeriod) : undefined
}

/** How a message tells a quantity that has no reading type: by the name that the meter has for it. */
export function obisReadingType(obis: string) {
  return { Names: [{ name: obis, NameType: { name: 'OBIS' } }] }
}
