import { type CivilDay, formatCivilDay, parseCivilDay } from '@ferraris/meter'
import { MANIFEST, readJson, writeJson } from './data-folder.ts'
import { DistrictError } from './district-error.ts'

/** A meter of the district, as it is kept. */
export interface MeterEntry {
  readonly serial: string
  /** Whose load it measures: a household of the curves' file, or a synthetic one. */
  readonly household: string
  readonly host: string
  readonly port: number
  /** The local day with which its records begin. */
  readonly origin: CivilDay
}

/** What a district must remember to be the same after a restart. Keys are in the key ring, not here. */
export interface Manifest {
  readonly seed: number
  readonly timeZone: string
  /** The file of measured curves its homes live from; absent when they are synthetic. */
  readonly loadCurves?: string
  /** Days that the load profiles reach back. */
  readonly depthDays: number
  readonly meters: readonly MeterEntry[]
}

const VERSION = 1

/** The manifest of a data folder; undefined when no district has lived there yet. */
export const readManifest = (folder: string): Manifest | undefined => {
  const found = readJson(folder, MANIFEST, 'manifest-damaged') as
    | (Omit<Manifest, 'meters'> & { version: number; meters: StoredEntry[] })
    | undefined
  if (found === undefined) return undefined
  const { version, meters, ...rest } = found
  const whole = version === VERSION && Array.isArray(meters) && meters.every(isEntry)
  if (!whole || !Number.isInteger(rest.seed)) {
    throw new DistrictError('manifest-damaged', `${folder}/${MANIFEST} is no manifest of version ${VERSION}`)
  }
  return { ...rest, meters: meters.map(entry => ({ ...entry, origin: parseCivilDay(entry.origin) ?? 0 })) }
}

export const writeManifest = (folder: string, { meters, ...rest }: Manifest): void =>
  writeJson(folder, MANIFEST, {
    version: VERSION,
    ...rest,
    meters: meters.map((entry): StoredEntry => ({ ...entry, origin: formatCivilDay(entry.origin) })),
  })

type StoredEntry = Omit<MeterEntry, 'origin'> & { readonly origin: string }

const isEntry = (entry: StoredEntry): boolean =>
  typeof entry.serial === 'string' &&
  typeof entry.household === 'string' &&
  typeof entry.host === 'string' &&
  Number.isInteger(entry.port) &&
  parseCivilDay(entry.origin) !== undefined

/** The URI at which the reader's association of a meter is found. */
export const uriOf = ({ serial, host, port }: MeterEntry): string =>
  `dlms+tcp://${host}:${port}?client=2&server=1&auth=gmac&device=${serial}`
