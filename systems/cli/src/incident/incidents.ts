import { type Entry, entryLines, minute, queryOf, stateOf } from '../alarm/alarms.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

/** An incident as the head-end tells it. */
interface Incident {
  readonly id: number
  readonly kind: 'outage' | 'storm'
  readonly subject: string | null
  readonly course: string
  readonly state: string
  readonly severity: string
  readonly substation: string | null
  readonly feeder: string | null
  readonly phase: string | null
  readonly began: string
  readonly ended: string | null
  readonly affected: number
  readonly back: number
  readonly assignedTo: string | null
}

type ListOptions = Parameters<typeof queryOf>[0] & { readonly kind?: string; readonly meter?: string }

/** `incident list`. */
export async function listIncidents(options: ListOptions): Promise<void> {
  const { headEnd, json, kind, meter: endDevice } = options
  const path = `/incidents?${queryOf(options, { kind, endDevice })}`
  const page = (await new HeadEndDoor(headEnd).get(path, 'the list of incidents')) as {
    readonly items: readonly Incident[]
  }
  show(json, page, () => (page.items.length === 0 ? 'no incidents' : incidentsTable(page.items)))
}

function incidentsTable(incidents: readonly Incident[]): string {
  const heads = [
    { title: 'incident' },
    { title: 'severity' },
    { title: 'what', flexible: 'cut' as const },
    { title: 'where', flexible: 'cut' as const },
    { title: 'hit' },
    { title: 'back' },
    { title: 'began' },
    { title: 'course' },
    { title: 'state' },
  ]
  return table(
    heads,
    incidents.map(incident => [
      String(incident.id),
      incident.severity,
      nameOf(incident),
      placeOf(incident),
      String(incident.affected),
      String(incident.back),
      minute(incident.began),
      incident.course,
      stateOf(incident),
    ]),
  )
}

function nameOf({ kind, subject }: Pick<Incident, 'kind' | 'subject'>): string {
  return kind === 'outage' ? 'outage' : `storm of ${subject}`
}

function placeOf({ substation, feeder, phase }: Pick<Incident, 'substation' | 'feeder' | 'phase'>): string {
  const parts = [substation, feeder, phase].filter(part => part !== null)
  return parts.length === 0 ? 'several places' : parts.join(' ')
}

interface Detail extends Incident {
  readonly confirmed: number
  readonly customerMinutes: number
  readonly places: readonly (Pick<Incident, 'substation' | 'feeder' | 'phase' | 'affected' | 'back'> & {
    readonly homes: number
  })[]
  readonly entries: readonly Entry[]
}

interface Home {
  readonly endDevice: string
  readonly began: string
  readonly ended: string | null
  readonly source: string
  readonly confirmed: boolean
}

/** Homes shown: the others are in the console's file. */
const mostHomes = 500

/** `incident show`. */
export async function showIncident(
  id: number,
  { headEnd, json, homes: withHomes = false }: AskOptions & { readonly homes?: boolean },
): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const incident = (await door.get(`/incidents/${id}`, `incident ${id}`)) as Detail
  const homes = withHomes
    ? (
        (await door.get(`/incidents/${id}/homes?limit=${mostHomes}`, `the homes of incident ${id}`)) as {
          readonly items: readonly Home[]
        }
      ).items
    : []
  show(json, withHomes ? { ...incident, homes } : incident, () =>
    [
      `${print.name(nameOf(incident))} at ${placeOf(incident)}: ${incident.course}, ${stateOf(incident)}`,
      `${incident.affected} hit, ${incident.back} back, ${incident.confirmed} confirmed by their meters, ${incident.customerMinutes} customer minutes`,
      `from ${minute(incident.began)}${incident.ended === null ? '' : ` to ${minute(incident.ended)}`}`,
      ...incident.places.map(
        place => `  ${placeOf(place)}: ${place.affected} of ${place.homes}, ${place.back} back`,
      ),
      ...entryLines(incident.entries),
      ...(homes.length === 0 ? [] : [homesTable(homes)]),
    ].join('\n'),
  )
}

function homesTable(homes: readonly Home[]): string {
  const heads = [{ title: 'meter' }, { title: 'began' }, { title: 'ended' }, { title: 'known by' }]
  return table(
    heads,
    homes.map(({ endDevice, began, ended, source, confirmed }) => [
      endDevice,
      minute(began),
      ended === null ? '' : minute(ended),
      confirmed ? source : `${source}, not confirmed`,
    ]),
  )
}
