import type { EventProfile } from '../event-profile.ts'
import { type EventName, eventSeverities } from '../event-severities.ts'
import { type EventLanguage, eventText } from '../events.ts'
import { type Severity, severities } from '../severity.ts'
import type { AlarmBits, AlarmGroup, AlarmName, AlarmRegister } from './alarm-profile.ts'

/** A bit of an alarm register and what sets it. */
export interface Alarm {
  readonly register: AlarmRegister
  readonly bit: number
  readonly name: AlarmName
  /** The events of which each sets it: one, several for a group, none where they have no names. */
  readonly events: readonly EventName[]
  /** That of its gravest event. */
  readonly severity: Severity
}

interface AlarmIndex {
  readonly all: readonly Alarm[]
  readonly byBit: ReadonlyMap<AlarmRegister, ReadonlyMap<number, Alarm>>
  readonly byEvent: ReadonlyMap<EventName, readonly Alarm[]>
}

/** Made once for each profile. */
const indexes = new WeakMap<EventProfile, AlarmIndex>()

function indexOf(profile: EventProfile): AlarmIndex {
  const found = indexes.get(profile)
  if (found !== undefined) return found
  const all = Object.entries(profile.alarms?.registers ?? {}).flatMap(([register, bits]) =>
    entriesOf(bits).map(([name, bit]) => alarm(profile, Number(register) as AlarmRegister, name, bit)),
  )
  const byBit = new Map<AlarmRegister, Map<number, Alarm>>()
  const byEvent = new Map<EventName, readonly Alarm[]>()
  for (const one of all) {
    byBit.set(one.register, (byBit.get(one.register) ?? new Map()).set(one.bit, one))
    for (const event of one.events) byEvent.set(event, [...(byEvent.get(event) ?? []), one])
  }
  const index = { all, byBit, byEvent }
  indexes.set(profile, index)
  return index
}

function entriesOf(bits: AlarmBits): [AlarmName, number][] {
  return Object.entries(bits) as [AlarmName, number][]
}

function isGroup(name: AlarmName): name is AlarmGroup {
  return !(name in eventSeverities)
}

function alarm(profile: EventProfile, register: AlarmRegister, name: AlarmName, bit: number): Alarm {
  const events = isGroup(name) ? (profile.alarms?.groups[name] ?? []) : [name]
  const severity = severities.find(one => events.some(event => eventSeverities[event] === one)) ?? 'info'
  return { register, bit, name, events, severity }
}

/** What a bit of a register means; undefined for one that the profile leaves free. */
export function alarmOf(profile: EventProfile, register: AlarmRegister, bit: number): Alarm | undefined {
  return indexOf(profile).byBit.get(register)?.get(bit)
}

/** The alarms whose bits stand in a register or descriptor; bits that the profile leaves free are left out. */
export function alarmsIn(profile: EventProfile, register: AlarmRegister, bits: number): Alarm[] {
  return alarmsOfRegister(profile, register).filter(({ bit }) => (bits & (1 << bit)) !== 0)
}

/** The alarms that an event raises; none for most. */
export function alarmsOfEvent(profile: EventProfile, event: EventName): readonly Alarm[] {
  return indexOf(profile).byEvent.get(event) ?? []
}

export function alarmsOfRegister(profile: EventProfile, register: AlarmRegister): readonly Alarm[] {
  return indexOf(profile).all.filter(one => one.register === register)
}

/** Every name of a profile's alarms, for forms. */
export function alarmNames(profile: EventProfile): readonly AlarmName[] {
  return [...new Set(indexOf(profile).all.map(({ name }) => name))]
}

/** Alarms as the bits of a register. */
export function alarmMask(alarms: readonly Pick<Alarm, 'bit'>[]): number {
  return alarms.reduce((mask, { bit }) => mask | (1 << bit), 0) >>> 0
}

/** The bit of error register 1 that says that what an event tells still holds; undefined for most events. */
export function errorBitOf({ alarms }: EventProfile, event: EventName): number | undefined {
  return alarms?.errors[event]
}

/** What the bits of error register 1 say; bits that the profile leaves free are left out. */
export function errorsIn({ alarms }: EventProfile, bits: number): EventName[] {
  return entriesOf(alarms?.errors ?? {}).flatMap(([name, bit]) =>
    (bits & (1 << bit)) === 0 || isGroup(name) ? [] : [name],
  )
}

const groupTexts: Readonly<Record<EventLanguage, Readonly<Record<AlarmGroup, string>>>> = {
  en: { fraudAttempt: 'Fraud attempt', auxiliaryEvent: 'Auxiliary event' },
  it: { fraudAttempt: 'Tentativo di frode', auxiliaryEvent: 'Evento ausiliario' },
  es: { fraudAttempt: 'Intento de fraude', auxiliaryEvent: 'Evento auxiliar' },
}

export function alarmText(name: AlarmName, language: EventLanguage = 'en'): string {
  return isGroup(name) ? groupTexts[language][name] : eventText(name, language)
}
