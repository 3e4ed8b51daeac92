import { dsmr } from './dsmr.ts'
import type { EventProfile, LogKind } from './event-profile.ts'
import { type EventName, eventSeverities } from './event-severities.ts'
import { ferraris } from './ferraris.ts'
import { idis } from './idis.ts'
import { italian } from './italian.ts'
import type { Severity } from './severity.ts'
import { english } from './texts/en.ts'
import { spanish } from './texts/es.ts'
import { italian as inItalian } from './texts/it.ts'

/** The lists of numbers that a meter may follow. */
export const eventProfiles = { idis, dsmr, italian, ferraris } as const satisfies Record<string, EventProfile>

export type EventProfileName = keyof typeof eventProfiles
export const eventProfileNames = Object.keys(eventProfiles) as EventProfileName[]

/** The profile that a meter follows unless something says otherwise. */
export const defaultEventProfile = 'idis' satisfies EventProfileName

const texts = { en: english, it: inItalian, es: spanish } as const

export type EventLanguage = keyof typeof texts

export function eventText(event: EventName, language: EventLanguage = 'en'): string {
  return texts[language][event]
}

interface EventIndex {
  readonly byKind: ReadonlyMap<LogKind, ReadonlyMap<number, EventName>>
  readonly all: ReadonlyMap<number, EventName>
  /** OBIS of the first log of the kind that names the number. */
  readonly logs: ReadonlyMap<number, string>
}

/** Made once for each profile. */
const indexes = new WeakMap<EventProfile, EventIndex>()

function indexOf(profile: EventProfile): EventIndex {
  const found = indexes.get(profile)
  if (found !== undefined) return found
  const byKind = new Map<LogKind, ReadonlyMap<number, EventName>>()
  const all = new Map<number, EventName>()
  const logs = new Map<number, string>()
  for (const [log, names] of Object.entries(profile.codes)) {
    const kind = log as LogKind
    const named = Object.entries(names).map(([name, code]) => [code, name as EventName] as const)
    byKind.set(kind, new Map(named))
    const obis = Object.keys(profile.logs).find(name => profile.logs[name] === kind)
    for (const [code, name] of named) {
      if (!all.has(code)) all.set(code, name)
      if (!logs.has(code) && obis !== undefined) logs.set(code, obis)
    }
  }
  const index = { byKind, all, logs }
  indexes.set(profile, index)
  return index
}

/**
 * The event that a code in a log means; undefined for one that the profile does not name. Meters with one log write
 * the numbers of all of them there, so that a code missing in its own log is looked for in the others.
 */
export function eventOf(profile: EventProfile, log: string, code: number): EventName | undefined {
  const { byKind, all } = indexOf(profile)
  const kind = profile.logs[log]
  return (kind && byKind.get(kind)?.get(code)) ?? all.get(code)
}

/** The log (OBIS) that a code stands in; undefined for one that the profile does not name. */
export function logOf(profile: EventProfile, code: number): string | undefined {
  return indexOf(profile).logs.get(code)
}

/** The codes of a profile that have one of some severities. */
export function codesOfSeverity({ codes }: EventProfile, severities: readonly Severity[]): number[] {
  return Object.values(codes).flatMap(names =>
    Object.entries(names).flatMap(([name, code]) =>
      severities.includes(eventSeverities[name as EventName]) ? [code] : [],
    ),
  )
}
