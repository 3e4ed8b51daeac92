import type { LocalDate } from '@ferraris/cosem'
import { Chain2Error } from '../chain2-error.ts'
import { integer, list, members, oneOf, text, truth } from '../json.ts'
import { type CounterDay, counterDays, type DailyCounters } from './daily-counters.ts'
import { type CounterName, counterNames } from './registers.ts'
import { highestCount } from './word.ts'

/** Which of its meters a device counts: that of consumption and exchange, or a production meter. */
export const meterRoles = ['M1', 'M2', 'M2_2', 'M2_3', 'M2_4'] as const
export type MeterRole = (typeof meterRoles)[number]

/** The counters of one device and meter, as they are uploaded. */
export interface CountersMessage {
  readonly duId: string
  /** SMITP address of the device, 12 hex digits. */
  readonly smitpAddr: string
  /** Of the meter, 16 hex digits. */
  readonly systemTitle: string
  readonly pod: string
  readonly meter: MeterRole
  /** Firmware of the device, where it tells it. */
  readonly fw?: string
  readonly days: DailyCounters
}

/** Names the form of the message in the message. */
export const countersSchema = 'chain2-counters/1'
/** Octets of a message, those of sixty days with their hours and some more. */
export const longestCounters = 64 * 1024
/** Days of a message: some devices tell the whole ring, today and the day before it. */
const mostDays = counterDays + 2
/** Hours of a day, those of all kinds one after the other. */
const hoursOfDay = 24 * counterNames.length

/** Where a device of an asset provider publishes its counters, with QoS 1. */
export function countersTopic(assetProvider: string, duId: string): string {
  return `chain2/v1/${assetProvider}/${duId}/counters`
}

/** Asset provider and device of such a topic; undefined for another one. */
export function parseCountersTopic(topic: string): { assetProvider: string; duId: string } | undefined {
  const [, assetProvider, duId] = /^chain2\/v1\/([^/+#]{1,64})\/([^/+#]{1,64})\/counters$/.exec(topic) ?? []
  return assetProvider !== undefined && duId !== undefined ? { assetProvider, duId } : undefined
}

/** Whether a meter counts these messages: those of production a meter that produces alone. */
export function hasRegister(meter: MeterRole, name: CounterName): boolean {
  return meter !== 'M1' || (name !== 'prodAvg' && name !== 'prodInst')
}

/** The JSON text, with null for registers that a meter does not have. */
export function encodeCounters(message: CountersMessage): string {
  const left = counterNames.filter(name => !hasRegister(message.meter, name))
  const none = Object.fromEntries(left.map(name => [name, null]))
  const days = message.days.map(day => ({ ...day, ...none }))
  return JSON.stringify({ schema: countersSchema, ...message, days })
}

/**
 * Reads the JSON text, with its days in order. Throws Chain2Error `counters-invalid`, which names the place.
 */
export function decodeCounters(json: string): CountersMessage {
  if (json.length > longestCounters) throw invalid('message', `longer than ${longestCounters} characters`)
  const given = members(parse(json), 'message', invalid)
  if (given.schema !== countersSchema) throw invalid('schema', `must be ${countersSchema}`)
  const meter = oneOf(given.meter, 'meter', meterRoles, invalid)
  const days = list(given.days, 'days', [0, mostDays], invalid).map((day, i) =>
    readDay(day, `days[${i}]`, meter),
  )
  const seen = new Set<LocalDate>()
  for (const [i, { day }] of days.entries()) {
    if (seen.has(day)) throw invalid(`days[${i}].day`, `${day} stands twice`)
    seen.add(day)
  }
  return {
    duId: text(given.duId, 'duId', /^(?!.*[/+#])[ -~]{1,64}$/, invalid),
    smitpAddr: text(given.smitpAddr, 'smitpAddr', /^[0-9a-f]{12}$/i, invalid).toLowerCase(),
    systemTitle: text(given.systemTitle, 'systemTitle', /^[0-9a-f]{16}$/i, invalid).toLowerCase(),
    // In frames it is filled up with spaces.
    pod: text(given.pod, 'pod', /^[!-~][ -~]{0,31}$/, invalid).trimEnd(),
    meter,
    ...(given.fw !== undefined && { fw: text(given.fw, 'fw', /^[ -~]{1,64}$/, invalid) }),
    days: days.toSorted((a, b) => (a.day < b.day ? -1 : 1)),
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw invalid('message', 'is no JSON')
  }
}

function readDay(json: unknown, path: string, meter: MeterRole): CounterDay {
  const given = members(json, path, invalid)
  const count = (name: CounterName) =>
    given[name] == null && !hasRegister(meter, name)
      ? 0
      : integer(given[name], `${path}.${name}`, highestCount, invalid)
  return {
    day: readDate(given.day, `${path}.day`),
    instPower: count('instPower'),
    alerts: count('alerts'),
    loadCurve: count('loadCurve'),
    prodAvg: count('prodAvg'),
    prodInst: count('prodInst'),
    powerLoss: truth(given.powerLoss, `${path}.powerLoss`, invalid),
    ...(given.byHour != null && { byHour: readHours(given.byHour, `${path}.byHour`) }),
  }
}

function readHours(value: unknown, path: string): readonly number[] {
  const hours = list(value, path, [hoursOfDay, hoursOfDay], invalid)
  return hours.map((hour, i) => integer(hour, `${path}[${i}]`, highestCount, invalid))
}

function readDate(value: unknown, path: string): LocalDate {
  const date = text(value, path, /^\d{4}-\d{2}-\d{2}$/, invalid)
  const read = new Date(`${date}T00:00:00Z`)
  if (Number.isNaN(read.getTime()) || read.toISOString().slice(0, 10) !== date)
    throw invalid(path, `${date} is no day of the calendar`)
  return date
}

function invalid(path: string, detail: string): Chain2Error {
  return new Chain2Error('counters-invalid', detail, { path })
}
