import type { EventProfile } from './event-profile.ts'
import { type EventName, eventSeverities } from './event-severities.ts'
import type { Severity } from './severity.ts'
import { english } from './texts/en.ts'
import { spanish } from './texts/es.ts'
import { italian } from './texts/it.ts'

const texts = { en: english, it: italian, es: spanish } as const

export type EventLanguage = keyof typeof texts

export function eventText(event: EventName, language: EventLanguage = 'en'): string {
  return texts[language][event]
}

/** Names by code, of each log and of all logs, made once for each profile. */
const indexes = new WeakMap<EventProfile, Readonly<Record<string, ReadonlyMap<number, EventName>>>>()

function indexOf({ codes }: EventProfile) {
  const byLog: Record<string, ReadonlyMap<number, EventName>> = {}
  const all = new Map<number, EventName>()
  for (const [log, names] of Object.entries(codes)) {
    const named = Object.entries(names).map(([name, code]) => [code, name as EventName] as const)
    byLog[log] = new Map(named)
    for (const [code, name] of named) if (!all.has(code)) all.set(code, name)
  }
  return { ...byLog, all }
}

/**
 * The event that a code in a log means; undefined for one that the profile does not name. Meters with one log write
 * the numbers of all of them there, so that a code missing in its own log is looked for in the others.
 */
export function eventOf(profile: EventProfile, log: string, code: number): EventName | undefined {
  let index = indexes.get(profile)
  if (index === undefined) {
    index = indexOf(profile)
    indexes.set(profile, index)
  }
  return index[profile.logs[log] ?? 'all']?.get(code) ?? index.all?.get(code)
}

/** The codes of a profile that have one of some severities. */
export function codesOfSeverity({ codes }: EventProfile, severities: readonly Severity[]): number[] {
  return Object.values(codes).flatMap(names =>
    Object.entries(names).flatMap(([name, code]) =>
      severities.includes(eventSeverities[name as EventName]) ? [code] : [],
    ),
  )
}
