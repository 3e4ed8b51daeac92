import { resolve } from 'node:path'
import { zone } from '@ferraris/cosem'
import {
  type Clock,
  CurveCache,
  italianBands,
  type Journal,
  LocalCalendar,
  type Meter,
  serialOf,
  TariffCalendar,
} from '@ferraris/meter'
import { wholeSecondsOf } from '@ferraris/metering'
import type { DlmsListener } from '@ferraris/transport'
import { addressesFrom } from './addresses.ts'
import { buildMeter, type OnLine } from './build-meter.ts'
import { Customers } from './customers/customers.ts'
import { openJournal } from './data-folder.ts'
import { DistrictError } from './district-error.ts'
import { DirectHarms } from './faults/direct-harms.ts'
import { DistrictFaults } from './faults/district-faults.ts'
import { DistrictPushes, type PushPlace } from './head-end-pushes.ts'
import { homesOf, sameCurves } from './homes.ts'
import { generateKeys, type KeyRing, readKeyRing, writeKeyRing } from './key-ring.ts'
import { newLines, openLines } from './lines/open-lines.ts'
import { busbarOf, concentratorOf, plannedSubstation, substationOf } from './lines/plan/district-plan.ts'
import type { PowerLines } from './lines/power-lines.ts'
import { listenAt, SleepingMeter, settle } from './listening.ts'
import { isOnLine, type Manifest, type MeterEntry, readManifest, uriOf, writeManifest } from './manifest.ts'
import { MeterFronts } from './meter-fronts.ts'

/** Options of a district. */
export interface DistrictOptions {
  /** How many meters to start. More than the folder holds: the new ones are added to it. */
  readonly meters: number
  /** The data folder: manifest, key ring, and what the meters keep. */
  readonly data: string
  /** Chance of a new district. A district that exists keeps its own. */
  readonly seed: number
  /** A file of measured curves (CSV or CSV.gz); synthetic homes without it. */
  readonly loadCurves?: string
  /** Days of the past that new meters bring along. */
  readonly historyDays: number
  readonly clock: Clock
  /** The port of the first meter, of which the others follow; 0 lets the system choose. Default 20001. */
  readonly basePort?: number
  /** IANA zone of a new district. Default Europe/Rome. */
  readonly timeZone?: string
  /** Substations of a new district, each with a power line and a concentrator. Default: none. */
  readonly substations?: number
  /** Meters of a new district with substations that have an address of their own; the others are on the lines. */
  readonly direct?: number
  /** Whether a new district has no homes that its lines reach with trouble or not at all. */
  readonly allInReach?: boolean
  /** Meters of the basic model, by their serial numbers; the others have all objects and services. */
  readonly basicMeters?: readonly string[]
}

/** A meter as it is published. */
export interface MeterOnTheMap {
  readonly serial: string
  readonly household: string
  readonly uri: string
}

/** A district that runs. */
export interface District {
  readonly meters: readonly MeterOnTheMap[]
  /** Quarter hours without a measured value, which count as 0. */
  readonly missing: number
  /** The power lines; undefined for a district without. */
  readonly lines: PowerLines | undefined
  /** What is done to its lines and its meters. */
  readonly faults: DistrictFaults
  readonly fronts: MeterFronts
  /** Customers' devices in homes whose meters have an address of their own. */
  readonly customers: Customers
  /** Meters with an address of their own push their alarms there from now on. */
  pushTo(place: PushPlace): void
  close(): Promise<void>
}

/** Load profiles reach back this far at least. */
const leastDepthDays = 60

/**
 * Starts the meters of a data folder, each on its own TCP port of the loopback, and adds new ones as asked for.
 *
 * @throws {DistrictError} and, for a file of curves that cannot be used, LoadCurveError; nothing listens then
 */
export async function startDistrict(options: DistrictOptions): Promise<District> {
  check(options)
  const folder = resolve(options.data)
  // The memory of the meters comes first: the process that has it has the folder.
  const journal = await openJournal(folder)
  try {
    return await startWith(journal, folder, options)
  } catch (error) {
    journal.close()
    throw error
  }
}

async function startWith(journal: Journal, folder: string, options: DistrictOptions): Promise<District> {
  const kept = readManifest(folder)
  if (kept !== undefined) checkLines(options, kept)
  const manifest = kept ?? newManifest(options)
  const homes = homesOf(
    manifest.seed,
    kept ? sameCurves(options.loadCurves, kept.loadCurves) : manifest.loadCurves,
  )
  const isNew = kept === undefined
  const onLines = isNew ? newLines(folder, options) : undefined
  const ring = completeRing(folder, readKeyRing(folder), manifest, options.meters)
  const calendar = new LocalCalendar(zone(manifest.timeZone))
  const surroundings = { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache(256) }

  const basic = new Set(options.basicMeters)
  const pushes = new DistrictPushes()
  const build = (entry: MeterEntry, number: number, onLine?: OnLine): Meter =>
    buildMeter(
      entry,
      number,
      { manifest, homes, ring, surroundings, clock: options.clock, journal, basic, pushes },
      onLine,
    )

  const listeners: DlmsListener[] = []
  const direct = new Map<string, SleepingMeter>()
  let lines: PowerLines | undefined
  let faults: DistrictFaults | undefined
  const fronts = new MeterFronts(() => ({ lines, direct }))
  const entries: MeterEntry[] = []
  const customers = new Customers(
    () => ({
      folder,
      seed: manifest.seed,
      calendar,
      clock: options.clock,
      meters: new Map(Array.from(direct, ([serial, sleeping]) => [serial, () => sleeping.meter])),
    }),
    () =>
      entries.flatMap(({ serial }, i) =>
        direct.has(serial)
          ? [{ meter: serial, number: i + 1, contractPower: homes.load(i + 1).contractedPower }]
          : [],
      ),
  )
  const close = async (): Promise<void> => {
    faults?.close()
    await customers.close()
    await fronts.close()
    await Promise.all(listeners.map(listener => listener.close()))
    await lines?.close()
    journal.close()
  }
  try {
    const addresses = addressesFrom(options.basePort ?? 20_001)
    const origin = calendar.at(wholeSecondsOf(options.clock.now())).day - options.historyDays
    const taken = new Set(
      manifest.meters.flatMap(entry => (isOnLine(entry) ? [] : [`${entry.host}:${entry.port}`])),
    )
    for (const [index, entry] of manifest.meters.slice(0, options.meters).entries()) {
      if (isOnLine(entry)) {
        entries.push(entry)
        continue
      }
      const sleeping = new SleepingMeter(() => build(entry, index + 1))
      const listener = await listenAt(entry, sleeping)
      if (listener !== undefined) {
        direct.set(entry.serial, sleeping)
        entries.push(entry)
        listeners.push(listener)
        continue
      }
      // The folder is ours, so the port is that of a stranger: nothing keeps the system from giving it away in between.
      const moved = await settle(entry, addresses, taken, settled => build(settled, index + 1))
      console.error(`${entry.serial} listens at ${uriOf(moved[0])}: its port ${entry.port} is taken`)
      entries.push(moved[0])
      listeners.push(moved[1])
      direct.set(entry.serial, moved[2])
    }
    const isChanged = entries.some((entry, index) => entry !== manifest.meters[index])
    for (let number = manifest.meters.length + 1; number <= options.meters; number++) {
      const serial = serialOf(number)
      const place = onLines?.places.get(number)
      if (place !== undefined) {
        const substation = plannedSubstation(place)
        const isBusbar = place === busbarOf(substation)
        const household = isBusbar ? `substation-${substation}` : homes.household(number)
        entries.push({ serial, household, origin, place })
        continue
      }
      const settling = { serial, household: homes.household(number), origin }
      const [entry, listener, sleeping] = await settle(settling, addresses, taken, settled =>
        build(settled, number),
      )
      entries.push(entry)
      listeners.push(listener)
      direct.set(serial, sleeping)
    }
    if (isChanged || entries.length > manifest.meters.length) {
      const others = manifest.meters.slice(entries.length)
      writeManifest(folder, { ...manifest, meters: [...entries, ...others] })
    }
    lines = openLines(folder, manifest, entries, { homes, calendar, clock: options.clock, build })
    const harms = new DirectHarms({
      folder,
      clock: options.clock,
      meters: new Map(Array.from(direct, ([serial, sleeping]) => [serial, () => sleeping.meter])),
    })
    harms.resume()
    faults = new DistrictFaults({
      folder,
      lines,
      direct: harms,
      directMeters: [...direct.keys()],
      now: () => options.clock.now(),
    })
    return {
      meters: entries.map(onTheMap),
      missing: homes.missing,
      lines,
      faults,
      fronts,
      customers,
      pushTo: place => pushes.pushTo(place),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * The meters of a data folder, whether they run or not.
 *
 * @throws {DistrictError} `no-district` when there is none
 */
export function describeDistrict(data: string): {
  readonly meters: readonly MeterOnTheMap[]
  readonly concentrators?: readonly ConcentratorOnTheMap[]
} {
  const manifest = readManifest(resolve(data))
  if (manifest === undefined)
    throw new DistrictError('no-district', `no district has been started in ${data}`)
  const meters = manifest.meters.map(onTheMap)
  const { substations = 0 } = manifest
  return substations === 0 ? { meters } : { meters, concentrators: concentratorsOf(manifest) }
}

/** A concentrator as it is published. */
export interface ConcentratorOnTheMap {
  readonly name: string
  readonly substation: string
  /** Serial of the meter at the transformer. */
  readonly balanceMeter: string
  /** Meters planned for its line, that one included. */
  readonly meters: number
}

function concentratorsOf({ substations = 0, meters }: Manifest): ConcentratorOnTheMap[] {
  return Array.from({ length: substations }, (_, i) => {
    const substation = substationOf(i + 1)
    const its = meters.filter(isOnLine).filter(({ place }) => plannedSubstation(place) === substation)
    return {
      name: concentratorOf(substation),
      substation,
      balanceMeter: its.find(({ place }) => place === busbarOf(substation))?.serial ?? '',
      meters: its.length,
    }
  })
}

function onTheMap(entry: MeterEntry): MeterOnTheMap {
  return {
    serial: entry.serial,
    household: entry.household,
    uri: uriOf(entry),
  }
}

function check({ meters, historyDays, seed, substations = 0, direct = 0 }: DistrictOptions): void {
  const whole = (value: number, least: number, most: number) =>
    Number.isInteger(value) && least <= value && value <= most
  if (!whole(meters, 1, 1_000_000))
    throw new DistrictError('bad-option', `${meters} meters: 1 … 1000000 can be`)
  if (!whole(substations, 0, 100)) {
    throw new DistrictError('bad-option', `${substations} substations: 0 … 100 can be`)
  }
  if (substations > 0 && (!whole(direct, 0, meters) || meters - direct < 2 * substations)) {
    throw new DistrictError(
      'bad-option',
      `${meters} meters, ${direct} of them direct, leave too few for ${substations} substations: each has a meter of its own and a home at least`,
    )
  }
  if (!whole(historyDays, 0, 3650)) {
    throw new DistrictError('bad-option', `${historyDays} days of history: 0 … 3650 can be`)
  }
  if (!Number.isSafeInteger(seed))
    throw new DistrictError('bad-option', `${seed} is no whole number for a seed`)
}

/** Feeders and homes stay as they were planned. */
function checkLines({ substations, meters }: DistrictOptions, kept: Manifest): void {
  const { substations: has = 0 } = kept
  if (substations !== undefined && substations !== has) {
    throw new DistrictError(
      'bad-option',
      `this district has ${has} substations; start one with ${substations} in another data folder`,
    )
  }
  const last = kept.meters.findLastIndex(isOnLine) + 1
  if (meters < last) {
    throw new DistrictError('bad-option', `the power lines of this district need its first ${last} meters`)
  }
}

function newManifest({
  seed,
  timeZone,
  loadCurves,
  historyDays,
  substations = 0,
}: DistrictOptions): Manifest {
  return {
    seed,
    timeZone: timeZone ?? 'Europe/Rome',
    ...(loadCurves === undefined ? {} : { loadCurves: resolve(loadCurves) }),
    depthDays: Math.max(leastDepthDays, historyDays),
    ...(substations > 0 && { substations }),
    meters: [],
  }
}

/** Keys for every meter that is to run: known meters must have theirs, new ones get them. */
function completeRing(folder: string, known: KeyRing, manifest: Manifest, meters: number): KeyRing {
  const ring = new Map(known)
  const lost = manifest.meters.find(({ serial }) => !ring.has(serial))
  if (lost !== undefined) {
    throw new DistrictError(
      'keys-damaged',
      `the keys of ${lost.serial} are missing in the key ring; restore it`,
    )
  }
  for (let number = manifest.meters.length + 1; number <= meters; number++) {
    ring.set(serialOf(number), generateKeys())
  }
  if (meters > manifest.meters.length) writeKeyRing(folder, ring)
  return ring
}
