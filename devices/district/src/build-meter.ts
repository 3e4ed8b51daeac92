import {
  type Clock,
  type Journal,
  type LoadSource,
  Meter,
  type PushPort,
  type Surroundings,
} from '@ferraris/meter'
import { DistrictError } from './district-error.ts'
import { headEndDestination } from './head-end-pushes.ts'
import type { Homes } from './homes.ts'
import type { KeyRing } from './key-ring.ts'
import type { LineKeys } from './lines/line-keys.ts'
import type { Manifest, MeterEntry } from './manifest.ts'

/** What the meters of one district are built from. */
interface Foundations {
  readonly manifest: Manifest
  readonly homes: Homes
  readonly ring: KeyRing
  readonly surroundings: Surroundings
  readonly clock: Clock
  readonly journal: Journal
  /** Serial numbers of the meters of the basic model. */
  readonly basic: ReadonlySet<string>
  readonly pushes: PushPort
}

/** What a meter on the power line has beside the others: a load that faults change, SMITP keys, the line's time. */
export interface OnLine {
  readonly load: LoadSource
  readonly keys: LineKeys
  readonly clock: Clock
}

/** Builds the n-th meter, n from 1. */
export function buildMeter(
  { serial, origin }: MeterEntry,
  number: number,
  { manifest, homes, ring, surroundings, clock, journal, basic, pushes }: Foundations,
  onLine?: OnLine,
): Meter {
  const load = onLine?.load ?? homes.load(number)
  const keys = ring.get(serial)
  if (keys === undefined) throw new DistrictError('keys-damaged', `no keys for ${serial}`)
  const setup = {
    serial,
    load,
    seed: Math.imul(manifest.seed ^ number, 0x9e3779b1),
    phases: load.contractedPower > 6000 ? (3 as const) : (1 as const),
    origin,
    depthDays: manifest.depthDays,
    memory: journal.of(serial),
    // What is on a line has no network of its own.
    ...(onLine === undefined && { push: pushes }),
    ...(basic.has(serial) && { model: 'basic' as const }),
    ...(onLine && { smitp: { operational: { write: onLine.keys.k1, read: onLine.keys.k2 } } }),
  }
  const meter = new Meter(setup, surroundings, keys, onLine?.clock ?? clock)
  if (onLine === undefined) meter.pushAlarmsTo(headEndDestination)
  return meter
}
