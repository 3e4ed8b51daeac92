import { type Severity, severities } from '@ferraris/metering'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { fewestPlacesOfArea, windowMs } from '../bounds.ts'
import type { IncidentKind } from '../tables.ts'

/** What began together: at one substation, or, with none, in the whole area. */
export interface Cluster {
  readonly substation: string | null
  /** Of a storm: the kind of its alarms. */
  readonly subject: string | null
  readonly began: Date
  readonly last: Date
  readonly count: number
  readonly confirmed: boolean
  readonly severity: Severity
}

/**
 * Clusters as the incidents that they become: where many places have the same at the same time its cause lies above them, and it is one
 * incident of the area, which takes in what is open of its places already.
 */
export async function areasOf(
  db: Kysely<Tables>,
  kind: IncidentKind,
  clusters: readonly Cluster[],
): Promise<Cluster[]> {
  const areas: Cluster[] = []
  for (const together of [...atOnce(clusters)]) {
    const [first] = together
    if (first === undefined) continue
    const narrow = await openPlaces(db, kind, first.subject, together)
    const places = new Set([...together.map(({ substation }) => substation), ...narrow])
    if (places.size < fewestPlacesOfArea) areas.push(...together)
    else areas.push(together.reduce(asOne, { ...first, substation: null }))
  }
  return areas
}

/** Clusters of one subject in the order of time, cut where one begins long after the one before. */
function* atOnce(clusters: readonly Cluster[]): Generator<Cluster[]> {
  const bySubject = Map.groupBy(clusters, ({ subject }) => subject)
  for (const some of bySubject.values()) {
    let together: Cluster[] = []
    for (const cluster of some.toSorted((a, b) => a.began.getTime() - b.began.getTime())) {
      const before = together.at(-1)
      if (before !== undefined && cluster.began.getTime() - before.began.getTime() > windowMs) {
        yield together
        together = []
      }
      together.push(cluster)
    }
    yield together
  }
}

function asOne(all: Cluster, { began, last, count, confirmed, severity }: Cluster): Cluster {
  return {
    ...all,
    began: began < all.began ? began : all.began,
    last: last > all.last ? last : all.last,
    count: all.count + count,
    confirmed: all.confirmed || confirmed,
    severity: severities.indexOf(severity) < severities.indexOf(all.severity) ? severity : all.severity,
  }
}

/** Places with an open incident of the kind that began at about the same time. */
async function openPlaces(
  db: Kysely<Tables>,
  kind: IncidentKind,
  subject: string | null,
  clusters: readonly Cluster[],
): Promise<string[]> {
  const times = clusters.map(({ began }) => began.getTime())
  const { rows } = await sql<{ substation: string }>`
    select distinct substation from incident
    where kind = ${kind} and subject is not distinct from ${subject} and state <> 'closed' and substation is not null
      and began between ${new Date(Math.min(...times) - windowMs)} and ${new Date(Math.max(...times) + windowMs)}`.execute(
    db,
  )
  return rows.map(({ substation }) => substation)
}
