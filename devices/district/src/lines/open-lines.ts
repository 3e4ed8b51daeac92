import type { Clock, LocalCalendar, Meter } from '@ferraris/meter'
import type { OnLine } from '../build-meter.ts'
import { DistrictError } from '../district-error.ts'
import type { Homes } from '../homes.ts'
import { isOnLine, type LineEntry, type Manifest, type MeterEntry } from '../manifest.ts'
import { generateLineKeys, readLineKeys, writeLineKeys } from './line-keys.ts'
import { busbarOf, plannedSubstation, planSubstations, readPlan, writePlan } from './plan/district-plan.ts'
import { PowerLines } from './power-lines.ts'

/** What the lines of a new district are to be like. */
interface LineShape {
  readonly meters: number
  readonly seed: number
  readonly substations?: number
  readonly direct?: number
  /** Whether every home is to be in reach; as in the field, some of larger substations are not otherwise. */
  readonly allInReach?: boolean
}

/**
 * Plans the lines of a new district, with keys for their meters; both are on the disk afterwards. Direct meters have the
 * first numbers, the meters of each substation follow. Undefined for a district without.
 */
export function newLines(
  folder: string,
  { meters, seed, substations = 0, direct = 0, allInReach = false }: LineShape,
): { readonly places: ReadonlyMap<number, string> } | undefined {
  if (substations === 0) return undefined
  const share = (i: number): number => Math.floor(((meters - direct) * i) / substations)
  const homes = Array.from({ length: substations }, (_, i) => share(i + 1) - share(i) - 1)
  const plan = planSubstations(homes, seed, { allInReach })
  writePlan(folder, plan)
  return { places: new Map(plan.homes.map(({ id }, i) => [direct + i + 1, id])) }
}

/** What lines need of the district that they are in. */
interface LineParts {
  readonly homes: Homes
  readonly calendar: LocalCalendar
  readonly clock: Clock
  readonly build: (entry: MeterEntry, number: number, onLine: OnLine) => Meter
}

/** Opens the lines of a district, with those of its meters that are to run; undefined for a district without. */
export function openLines(
  folder: string,
  manifest: Manifest,
  running: readonly MeterEntry[],
  { homes, calendar, clock, build }: LineParts,
): PowerLines | undefined {
  if (manifest.substations === undefined) return undefined
  const entries = [...running.entries()].flatMap(([index, entry]): [LineEntry, number][] =>
    isOnLine(entry) ? [[entry, index + 1]] : [],
  )
  const keys = new Map(readLineKeys(folder))
  const lacking = entries.filter(([{ serial }]) => !keys.has(serial))
  for (const [{ serial }] of lacking) keys.set(serial, generateLineKeys())
  const [first] = lacking
  if (first !== undefined && lacking.length < entries.length) {
    throw new DistrictError('keys-damaged', `the line keys of ${first[0].serial} are missing; restore them`)
  }
  if (first !== undefined) writeLineKeys(folder, keys)
  return new PowerLines({
    folder,
    entries,
    keys,
    calendar,
    clock,
    plan: readPlan(folder),
    seed: manifest.seed,
    homes: entries
      .filter(([{ place }]) => place !== busbarOf(plannedSubstation(place)))
      .map(([{ serial, place }, number]) => ({
        serial,
        substation: plannedSubstation(place),
        load: homes.load(number),
      })),
    factory: build,
  })
}
