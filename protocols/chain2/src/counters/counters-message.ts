import type { LocalDate } from '@ferraris/cosem'
import { Chain2Error } from '../chain2-error.ts'
import { integer, list, members, oneOf, text, truth } from '../json.ts'
import { type CounterDay, counterDays, type DailyCounters } from './daily-counters.ts'
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
  /** Firmware of the device. */
  readonly fw: string
  readonly days: DailyCounters
}

/** Names the form of the message in the message. */
export const countersSchema = 'chain2-counters/1'
/** More octets than a message of 60 days has. */
const longestMessage = 20_000

/** Where a device of an asset provider publishes its counters, with QoS 1. */
export function countersTopic(assetProvider: string, duId: string): string {
  return `chain2/v1/${assetProvider}/${duId}/counters`
}

/** Asset provider and device of such a topic; undefined for another one. */
export function parseCountersTopic(topic: string): { assetProvider: string; duId: string } | undefined {
  const [, assetProvider, duId] = /^chain2\/v1\/([^/+#]{1,64})\/([^/+#]{1,64})\/counters$/.exec(topic) ?? []
  return assetProvider !== undefined && duId !== undefined ? { assetProvider, duId } : undefined
}

/** The JSON text. Of a meter that produces nothing `prodAvg` and `prodInst` are null. */
export function encodeCounters(message: CountersMessage): string {
  const produces = message.meter !== 'M1'
  const days = message.days.map(day => (produces ? day : { ...day, prodAvg: null, prodInst: null }))
  return JSON.stringify({ schema: countersSchema, ...message, days })
}

/** Reads the JSON text. Throws Chain2Error `counters-invalid`, which names the place. */
export function decodeCounters(json: string): CountersMessage {
  if (json.length > longestMessage) throw invalid('message', `longer than ${longestMessage} characters`)
  const given = members(parse(json), 'message', invalid)
  if (given.schema !== countersSchema) throw invalid('schema', `must be ${countersSchema}`)
  const days = list(given.days, 'days', counterDays, invalid).map((day, i) => readDay(day, `days[${i}]`))
  days.forEach(({ day }, i) => {
    if (days.findIndex(one => one.day === day) < i) throw invalid(`days[${i}].day`, `${day} stands twice`)
  })
  return {
    duId: text(given.duId, 'duId', /^[^/+#]{1,64}$/, invalid),
    smitpAddr: text(given.smitpAddr, 'smitpAddr', /^[0-9a-f]{12}$/i, invalid).toLowerCase(),
    systemTitle: text(given.systemTitle, 'systemTitle', /^[0-9a-f]{16}$/i, invalid).toLowerCase(),
    pod: text(given.pod, 'pod', /^[\x21-\x7e]{1,16}$/, invalid),
    meter: oneOf(given.meter, 'meter', meterRoles, invalid),
    fw: text(given.fw, 'fw', /^.{1,64}$/, invalid),
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

function readDay(json: unknown, path: string): CounterDay {
  const given = members(json, path, invalid)
  const count = (name: string) => integer(given[name], `${path}.${name}`, highestCount, invalid)
  const countOrNone = (name: string) => (given[name] === null ? 0 : count(name))
  return {
    day: readDate(given.day, `${path}.day`),
    instPower: count('instPower'),
    alerts: count('alerts'),
    loadCurve: count('loadCurve'),
    prodAvg: countOrNone('prodAvg'),
    prodInst: countOrNone('prodInst'),
    powerLoss: truth(given.powerLoss, `${path}.powerLoss`, invalid),
  }
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
