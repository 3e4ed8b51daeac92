import { type Alarm, type Incident, type Severity, severities } from '../../api/resources.ts'

/** A line of the desk: an incident, or an alarm that belongs to none. */
export interface DeskRow {
  /** `i` or `a`, and the number. */
  readonly key: string
  readonly href: string
  readonly name: string
  readonly place: string
  readonly severity: Severity
  readonly state: Alarm['state']
  /** Incidents tell what becomes of them by themselves; of an alarm, whether its condition holds. */
  readonly course: Incident['course'] | 'gone'
  readonly since: string
  /** How many homes; how often, for an alarm. */
  readonly affected: number
  readonly back: number
  readonly count: number
  readonly assignedTo: string | null
}

/** How incidents and kinds of alarms are called. */
export interface Naming {
  readonly incident: (incident: Pick<Incident, 'kind' | 'subject'>) => string
  readonly alarm: (kind: string) => string
}

export function rowOfIncident(incident: Incident, naming: Naming): DeskRow {
  const { id, severity, state, course, began, affected, back, alarms, assignedTo } = incident
  return {
    key: `i${id}`,
    href: `/alarms/incidents/${id}`,
    name: naming.incident(incident),
    place: placeOf(incident),
    severity,
    state,
    course,
    since: began,
    affected,
    back,
    count: alarms,
    assignedTo,
  }
}

export function rowOfAlarm(alarm: Alarm, naming: Naming): DeskRow {
  const { id, kind, endDevice, substation, severity, state, active, raisedAt, count, assignedTo } = alarm
  return {
    key: `a${id}`,
    href: `/alarms/${id}`,
    name: naming.alarm(kind),
    place: [endDevice, substation].filter(part => part !== null).join(' · '),
    severity,
    state,
    course: active ? 'active' : 'gone',
    since: raisedAt,
    affected: 1,
    back: active ? 0 : 1,
    count,
    assignedTo,
  }
}

/** Substation, feeder and phase as far as all share them; empty where it spans several. */
export function placeOf({ substation, feeder, phase }: Pick<Incident, 'substation' | 'feeder' | 'phase'>) {
  return [substation, feeder, phase].filter(part => part !== null).join(' · ')
}

/** Rows that have the words, the gravest first; incidents before alarms of the same severity. */
export function rowsInOrder(rows: readonly DeskRow[], search: string): DeskRow[] {
  const wanted = search.toLowerCase()
  return rows
    .filter(({ name, place, assignedTo }) =>
      [name, place, assignedTo ?? ''].some(text => text.toLowerCase().includes(wanted)),
    )
    .sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

/** Numbers of incidents and of alarms among keys of rows. */
export function chosenOf(keys: Iterable<string>): { incidents: number[]; alarms: number[] } {
  const all = [...keys]
  const of = (letter: string) => all.filter(key => key.startsWith(letter)).map(key => Number(key.slice(1)))
  return { incidents: of('i'), alarms: of('a') }
}
