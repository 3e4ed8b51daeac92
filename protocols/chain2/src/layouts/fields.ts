import { obis } from '@ferraris/cosem'
import type { CaptureObject } from '@ferraris/cosem/values'
import type { LayoutField, WireType } from './layout.ts'

type More = Omit<LayoutField, 'name' | 'type' | 'object'>

/** A field with its name and type kept for inference. */
export function field<const N extends string, const T extends WireType>(
  name: N,
  type: T,
  object: CaptureObject,
  more: More = {},
): LayoutField & { readonly name: N; readonly type: T } {
  return { name, type, object, ...more }
}

export const classes = {
  data: 1,
  register: 3,
  extendedRegister: 4,
  profile: 7,
  clock: 8,
  limiter: 71,
} as const

export function captured(classId: number, code: string, attribute = 2): CaptureObject {
  return { classId, obis: obis(code), attribute, dataIndex: 0 }
}

export function register(code: string): CaptureObject {
  return captured(classes.register, code)
}

/** An object of the group that IEC 62056-6-1 leaves to Italy; the numbers from 140 on are our allocation. */
export function italian(number: number): CaptureObject {
  return captured(classes.data, `0.0.94.39.${number}.255`)
}

/** When the frame was made. */
export const messageTime = field(
  'messageTime',
  'double-long-unsigned',
  captured(classes.data, '0.0.1.1.0.255'),
  {
    unit: 'instant',
  },
)

/** Where the measured period ends. */
export const measureTime = field(
  'measureTime',
  'double-long-unsigned',
  captured(classes.profile, '1.0.99.1.0.255'),
  { unit: 'instant' },
)

/** What every event frame begins with. */
export const event = [
  field('eventType', 'unsigned', captured(classes.data, '0.0.96.11.0.255')),
  field('eventTime', 'double-long-unsigned', captured(classes.data, '0.0.1.1.0.255'), { unit: 'instant' }),
  field('eventCount', 'long-unsigned', captured(classes.data, '0.0.96.15.0.255')),
] as const

export const power = field('power', 'double-long-unsigned', register('1.0.1.7.0.255'), { unit: 'W' })
export const producedPower = { ...power, object: register('1.0.2.7.0.255') } as const
export const availablePower = field(
  'availablePower',
  'double-long-unsigned',
  captured(classes.limiter, '0.0.17.0.0.255', 3),
  { unit: 'W' },
)

/** Power of a quarter's energy, now and at once, of one direction: C of the OBIS code. */
export function quarterOf(direction: 1 | 2) {
  return [
    field('quarterEnergy', 'long-unsigned', register(`1.0.${direction}.29.0.255`), { unit: 'Wh' }),
    field('previousQuarterEnergy', 'long-unsigned', register(`1.0.${direction}.29.0.101`), { unit: 'Wh' }),
    field('power', 'double-long-unsigned', register(`1.0.${direction}.7.0.255`), { unit: 'W' }),
    field('averagePower', 'double-long-unsigned', register(`1.0.${direction}.25.0.255`), { unit: 'W' }),
    field('totalEnergy', 'double-long-unsigned', register(`1.0.${direction}.8.0.255`), { unit: 'Wh' }),
  ] as const
}

/** Reactive energy of a quarter and in all; the OBIS codes' C of its inductive and its capacitive quadrant. */
export function reactiveOf(inductive: number, capacitive: number) {
  const unit = 'varh'
  return [
    field('quarterInductive', 'long-unsigned', register(`1.0.${inductive}.29.0.255`), { unit }),
    field('previousQuarterInductive', 'long-unsigned', register(`1.0.${inductive}.29.0.101`), { unit }),
    field('quarterCapacitive', 'long-unsigned', register(`1.0.${capacitive}.29.0.255`), { unit }),
    field('previousQuarterCapacitive', 'long-unsigned', register(`1.0.${capacitive}.29.0.101`), { unit }),
    field('totalInductive', 'double-long-unsigned', register(`1.0.${inductive}.8.0.255`), { unit }),
    field('totalCapacitive', 'double-long-unsigned', register(`1.0.${capacitive}.8.0.255`), { unit }),
  ] as const
}

/** Energy by tariff, F1 to F6, of one direction. */
export function tariffsOf(direction: 1 | 2) {
  const unit = 'Wh'
  return [
    field('energyF1', 'double-long-unsigned', register(`1.0.${direction}.8.1.255`), { unit }),
    field('energyF2', 'double-long-unsigned', register(`1.0.${direction}.8.2.255`), { unit }),
    field('energyF3', 'double-long-unsigned', register(`1.0.${direction}.8.3.255`), { unit }),
    field('energyF4', 'double-long-unsigned', register(`1.0.${direction}.8.4.255`), { unit }),
    field('energyF5', 'double-long-unsigned', register(`1.0.${direction}.8.5.255`), { unit }),
    field('energyF6', 'double-long-unsigned', register(`1.0.${direction}.8.6.255`), { unit }),
  ] as const
}

/** The highest power of a period with its moment, of one direction. */
export function maximumOf(direction: 1 | 2) {
  const code = `1.0.${direction}.6.0.255`
  return [
    field('maxPower', 'double-long-unsigned', captured(classes.extendedRegister, code), { unit: 'W' }),
    field('maxPowerTime', 'date-time', captured(classes.extendedRegister, code, 5)),
  ] as const
}

/** What stands in both of the monthly frames. */
export function monthlyOf(direction: 1 | 2) {
  return [
    messageTime,
    measureTime,
    ...tariffsOf(direction),
    ...maximumOf(direction),
    field('closingCode', 'unsigned', italian(147)),
  ] as const
}
