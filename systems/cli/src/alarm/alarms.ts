import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

/** An alarm as the head-end tells it. */
interface Alarm {
  readonly id: number
  readonly endDevice: string
  readonly kind: string
  readonly severity: string
  readonly state: string
  readonly active: boolean
  readonly count: number
  readonly firstTime: string
  readonly lastTime: string
  readonly substation: string | null
  readonly assignedTo: string | null
  readonly incident: number | null
}

/** What was done or happened. */
export interface Entry {
  readonly at: string
  readonly by: string
  readonly action: string
  readonly detail: string | null
}

interface ListOptions extends AskOptions {
  readonly state: string
  readonly severity?: string
  readonly substation?: string
  readonly assignedTo?: string
  readonly limit: number
}

/** The query of a list, of alarms or of incidents. */
export function queryOf(options: ListOptions, more: Record<string, string | number | undefined>): string {
  const { state, severity, substation, assignedTo, limit } = options
  const given = { state, severity, substation, assignedTo, limit, ...more }
  return new URLSearchParams(
    Object.entries(given).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  ).toString()
}

/** `alarm list`. */
export async function listAlarms(
  options: ListOptions & { readonly kind?: string; readonly meter?: string; readonly incident?: number },
): Promise<void> {
  const { kind, meter: endDevice, incident } = options
  const path = `/alarms?${queryOf(options, { kind, endDevice, incident })}`
  const page = (await new HeadEndDoor(options.headEnd).get(path, 'the list of alarms')) as {
    readonly items: readonly Alarm[]
    readonly total: number
  }
  show(options.json, page, () => (page.items.length === 0 ? 'no alarms' : alarmsTable(page.items)))
}

function alarmsTable(alarms: readonly Alarm[]): string {
  const heads = [
    { title: 'alarm' },
    { title: 'severity' },
    { title: 'what', flexible: 'cut' as const },
    { title: 'meter' },
    { title: 'since' },
    { title: 'times' },
    { title: 'state' },
    { title: 'incident' },
  ]
  return table(
    heads,
    alarms.map(alarm => [
      String(alarm.id),
      alarm.severity,
      alarm.active ? alarm.kind : `${alarm.kind} (over)`,
      alarm.endDevice,
      minute(alarm.firstTime),
      String(alarm.count),
      stateOf(alarm),
      alarm.incident === null ? '' : String(alarm.incident),
    ]),
  )
}

/** State and, where there is one, whose it is. */
export function stateOf({
  state,
  assignedTo,
}: {
  readonly state: string
  readonly assignedTo: string | null
}): string {
  return state === 'assigned' && assignedTo !== null ? `assigned to ${assignedTo}` : state
}

export function minute(instant: string): string {
  return `${instant.slice(0, 16)}Z`
}

/** Entries, one a line. */
export function entryLines(entries: readonly Entry[]): string[] {
  return entries.map(
    ({ at, by, action, detail }) =>
      `${at.slice(0, 19)}Z  ${action} by ${by}${detail === null ? '' : `: ${detail}`}`,
  )
}

/** `alarm show`. */
export async function showAlarm(id: number, { headEnd, json }: AskOptions): Promise<void> {
  const alarm = (await new HeadEndDoor(headEnd).get(`/alarms/${id}`, `alarm ${id}`)) as Alarm & {
    readonly entries: readonly Entry[]
  }
  show(json, alarm, () =>
    [
      `${print.name(alarm.kind)} at ${alarm.endDevice}: ${alarm.severity}, ${stateOf(alarm)}`,
      `${alarm.count} times, from ${minute(alarm.firstTime)} to ${minute(alarm.lastTime)}${alarm.active ? '' : ', over'}`,
      ...entryLines(alarm.entries),
    ].join('\n'),
  )
}

/** `alarm rules`. */
export async function listRules({
  headEnd,
  json,
  all = false,
}: AskOptions & { readonly all?: boolean }): Promise<void> {
  const { items } = (await new HeadEndDoor(headEnd).get('/alarm-rules', 'the rules of alarms')) as {
    readonly items: readonly {
      readonly kind: string
      readonly severity: string
      readonly raises: boolean
      readonly closesItself: boolean
      readonly changedBy: string | null
    }[]
  }
  const shown = items.filter(({ raises }) => all || raises)
  const heads = [
    { title: 'kind' },
    { title: 'severity' },
    { title: 'raises' },
    { title: 'at its end' },
    { title: 'changed by' },
  ]
  show(json, { items: shown }, () =>
    table(
      heads,
      shown.map(({ kind, severity, raises, closesItself, changedBy }) => [
        kind,
        severity,
        raises ? 'yes' : 'no',
        closesItself ? 'closes itself' : 'stays',
        changedBy ?? '',
      ]),
    ),
  )
}

interface SilenceOptions extends AskOptions {
  readonly kind?: string
  readonly meter?: string
  readonly concentrator?: string
  readonly ends: string
  readonly reason: string
}

/** `alarm silence`. */
export async function silence(options: SilenceOptions): Promise<void> {
  const { headEnd, json, kind, meter: endDevice, concentrator, ends, reason } = options
  const body = {
    ...(kind !== undefined && { kind }),
    ...(endDevice !== undefined && { endDevice }),
    ...(concentrator !== undefined && { concentrator }),
    ends,
    reason,
  }
  const made = (await new HeadEndDoor(headEnd).post('/alarm-silences', body, 'to silence alarms')) as {
    readonly id: number
    readonly ends: string
  }
  show(json, made, () => `silence ${made.id} until ${minute(made.ends)}`)
}
