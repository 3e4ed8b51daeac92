import { acaOf, type CivilDay, formatCivilDay, parseCivilDay } from '@ferraris/meter'
import type { Address } from './addresses.ts'
import { manifest, readJson, writeJson } from './data-folder.ts'
import { DistrictError } from './district-error.ts'
import { concentratorOf, plannedSubstation } from './lines/plan/district-plan.ts'

interface Entry {
  readonly serial: string
  /** The load that it measures: a household of the curves' file, a synthetic one, or a substation. */
  readonly household: string
  /** The local day with which its records begin. */
  readonly origin: CivilDay
}

/** A meter with an address of its own. */
export interface DirectEntry extends Entry, Address {}

/** A meter on the power line: at a home of the plan, or at the busbar of a substation. */
export interface LineEntry extends Entry {
  readonly place: string
}

/** A meter of the district, as it is kept. */
export type MeterEntry = DirectEntry | LineEntry

export function isOnLine(entry: MeterEntry): entry is LineEntry {
  return 'place' in entry
}

/** What a district keeps to be the same after a restart. Keys are in the key ring. */
export interface Manifest {
  readonly seed: number
  readonly timeZone: string
  /** The file of its homes' measured curves; absent when they are synthetic. */
  readonly loadCurves?: string
  /** Days that the load profiles reach back. */
  readonly depthDays: number
  /** Substations with a power line each; none without it. Their feeders are in the plan. */
  readonly substations?: number
  readonly meters: readonly MeterEntry[]
}

const currentVersion = 1

/** The manifest of a data folder; undefined without a district there. */
export function readManifest(folder: string): Manifest | undefined {
  const found = readJson(folder, manifest, 'manifest-damaged') as
    | (Omit<Manifest, 'meters'> & { version: number; meters: StoredEntry[] })
    | undefined
  if (found === undefined) return undefined
  const { version, meters, ...rest } = found
  const whole = version === currentVersion && Array.isArray(meters) && meters.every(isEntry)
  if (!whole || !Number.isInteger(rest.seed)) {
    throw new DistrictError(
      'manifest-damaged',
      `${folder}/${manifest} is no manifest of version ${currentVersion}`,
    )
  }
  return { ...rest, meters: meters.map(entry => ({ ...entry, origin: parseCivilDay(entry.origin) ?? 0 })) }
}

export function writeManifest(folder: string, { meters, ...rest }: Manifest): void {
  writeJson(folder, manifest, {
    version: currentVersion,
    ...rest,
    meters: meters.map((entry): StoredEntry => ({ ...entry, origin: formatCivilDay(entry.origin) })),
  })
}

type StoredEntry = (Omit<DirectEntry, 'origin'> | Omit<LineEntry, 'origin'>) & { readonly origin: string }

function isEntry(entry: StoredEntry): boolean {
  return (
    typeof entry.serial === 'string' &&
    typeof entry.household === 'string' &&
    ('place' in entry
      ? typeof entry.place === 'string'
      : typeof entry.host === 'string' && Number.isInteger(entry.port)) &&
    parseCivilDay(entry.origin) !== undefined
  )
}

/**
 * The URI at which the reader's association of a meter is found. That of a meter on the power line names
 * the concentrator of its planned section; the head-end knows the one that serves it now.
 */
export function uriOf(entry: MeterEntry): string {
  const { serial } = entry
  const reader = `client=2&server=1&auth=gmac&device=${serial}`
  if (!isOnLine(entry)) return `dlms+tcp://${entry.host}:${entry.port}?${reader}`
  return `smitp+g2://${concentratorOf(plannedSubstation(entry.place))}/${acaOf(serial)}?${reader}`
}
