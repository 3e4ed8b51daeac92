import { at, defined } from '@ferraris/bytes'
import { type Meter, neutralShift } from '@ferraris/meter'
import {
  type ActiveFault,
  type FaultKind,
  faultDeclarations,
  isHarm,
  type Phase,
  wholeSecondsOf,
} from '@ferraris/metering'
import type { DistrictPlan, Line } from '@ferraris/power-line'
import { aimedTarget } from '../../faults/aimed-target.ts'
import { followHarms, strikeHarm } from '../../faults/follow-harms.ts'
import { type Connection, feltOf, threePhases, type WantedHarm } from '../../faults/wanted-harms.ts'
import type { ConcentratorSite } from '../concentrator-site.ts'
import type { LineMeters } from '../line-meters.ts'
import { busbarOf } from '../plan/district-plan.ts'
import type { Aim, HarmTargets } from './harm-targets.ts'

interface LineHarmParts {
  readonly plan: DistrictPlan
  readonly line: Line
  readonly meters: LineMeters
  readonly sites: readonly ConcentratorSite[]
  readonly targets: HarmTargets
}

/** What the neighbours' loads make of voltages changes by less than this without a meter's being told, V. */
const voltStep = 5

/** Where a meter is, how it is connected, and what it draws. */
interface Place {
  readonly id: string
  readonly meter: Meter
  readonly connection: Connection
}

/** A harm with what it is aimed at, and what it makes of the voltages there. */
interface AimedHarm {
  readonly fault: ActiveFault
  readonly aim: Aim
  readonly places: ReadonlySet<string>
  /** Of a lost neutral that several meters share: V of L1, L2, L3. */
  readonly volts: readonly number[] | undefined
  /** Of a stretch of the grid: metres to its farthest home. */
  readonly metres: number | undefined
}

/** Brings it about that the meters of the lines, and the concentrators, feel what the faults that are active do to their supply. */
export class LineHarms {
  readonly #parts: LineHarmParts
  #dark: ReadonlySet<string> = new Set()

  constructor(parts: LineHarmParts) {
    this.#parts = parts
  }

  /** Serial numbers of the meters that feel a fault. */
  hurtBy(fault: ActiveFault): string[] {
    const aimed = this.#aimed(fault)
    return this.#places().flatMap(place =>
      wantedBy(aimed, place, this.#parts.targets).length === 0 ? [] : [place.meter.identity.serial],
    )
  }

  /** Does once what is over when it has happened. */
  strike(fault: ActiveFault): void {
    const aimed = this.#aimed(fault)
    for (const place of this.#places()) {
      for (const harm of wantedBy(aimed, place, this.#parts.targets))
        strikeHarm(place.meter, harm, wholeSecondsOf(fault.since))
    }
  }

  /** Serial numbers of the meters without supply. */
  get dark(): ReadonlySet<string> {
    return this.#dark
  }

  /** Lets every meter feel the active faults, and nothing else, from an instant on. */
  follow(active: readonly ActiveFault[], now: number): void {
    const { line, meters, sites, targets } = this.#parts
    const aimed = active.filter(({ kind }) => isHarm(kind)).map(fault => this.#aimed(fault))
    const dark = new Set<string>()
    for (const place of this.#places()) {
      const wanted = aimed.flatMap(harm => wantedBy(harm, place, targets))
      if (!line.supplied(place.id)) wanted.push({ kind: 'outage' })
      const felt = withoutOverlap(wanted)
      followHarms(place.meter, felt, wholeSecondsOf(now))
      const { serial } = place.meter.identity
      if (felt.some(({ kind }) => kind === 'outage')) {
        dark.add(serial)
        meters.silence(serial, 'supply')
      } else meters.revive(serial, 'supply')
      if (felt.some(({ kind }) => kind === 'radio-fault')) meters.silence(serial, 'radio')
      else meters.revive(serial, 'radio')
    }
    for (const site of sites) site.supply(!dark.has(meters.get(busbarOf(site.substation)).entry.serial))
    this.#dark = dark
  }

  #places(): Place[] {
    const { plan, meters } = this.#parts
    const phasesAt = new Map(plan.homes.map(({ id, phases }) => [id, phases]))
    return Array.from(meters.all, ({ entry, meter }): Place => {
      const { phases } = meter.store.setup
      const first = at(defined(phasesAt.get(entry.place), `the phases of ${entry.place}`), 0)
      const own: Phase = at(threePhases, first - 1)
      return { id: entry.place, meter, connection: phases === 3 ? threePhases : [own] }
    })
  }

  #aimed(fault: ActiveFault): AimedHarm {
    const { targets, meters } = this.#parts
    const aim = targets.aim(fault.target)
    const places = new Set(aim.places)
    const isShared =
      fault.kind === 'lost-neutral' && meters.find(aimedTarget(fault.target).name) === undefined
    const isGraded =
      (fault.kind === 'overvoltage' || fault.kind === 'undervoltage') && targets.isStretch(fault.target)
    return {
      fault,
      aim,
      places,
      volts: isShared ? neutralShift(this.#wattsOn(places), atNominal, fault.level).volts : undefined,
      metres: isGraded ? Math.max(1, ...aim.places.map(place => targets.metresTo(place))) : undefined,
    }
  }

  /** What the homes of some places draw from each phase now, W. */
  #wattsOn(places: ReadonlySet<string>): number[] {
    const now = wholeSecondsOf(this.#parts.line.now)
    const watts = [0, 0, 0]
    for (const { id, meter, connection } of this.#places()) {
      if (!places.has(id)) continue
      connection.forEach((phase, i) => {
        const { import: drawn, export: fed } = at(meter.store.sample(now).phases, i)
        const index = threePhases.indexOf(phase)
        watts[index] = at(watts, index) + drawn - fed
      })
    }
    return watts
  }
}

/** Between phase and neutral, V. */
const nominalVolts = 230
const atNominal = [nominalVolts, nominalVolts, nominalVolts]

/** What one meter is to feel of one harm. */
function wantedBy(
  { fault, aim, places, volts, metres }: AimedHarm,
  { id, connection }: Place,
  targets: HarmTargets,
): WantedHarm[] {
  if (!places.has(id)) return []
  if (volts !== undefined) return withoutNeutral(volts, connection)
  if (metres === undefined || fault.level === undefined) {
    const felt = feltOf(fault, connection, aim.phase)
    return felt === undefined ? [] : [felt]
  }
  // Voltage rises, and falls, with the way from the transformer, which holds its own.
  const share = targets.metresTo(id) / metres
  const level = Math.round(nominalVolts + (fault.level - nominalVolts) * share)
  const felt = isFar(fault.kind, level) ? feltOf({ ...fault, level }, connection, aim.phase) : undefined
  return felt === undefined ? [] : [felt]
}

/** Whether a voltage is so far from the nominal one that a meter is to be told. */
function isFar(kind: FaultKind, level: number): boolean {
  const { level: range } = faultDeclarations[kind].parameters
  return range !== undefined && 'least' in range && level >= range.least && level <= range.most
}

/**
 * Behind a broken neutral a single-phase meter sees the voltage of its own phase, and cannot know why; one of three phases
 * sees them all.
 */
function withoutNeutral(volts: readonly number[], connection: Connection): WantedHarm[] {
  const seen = connection.flatMap((phase): WantedHarm[] => {
    const index = threePhases.indexOf(phase)
    const level = Math.round(at(volts, index) / voltStep) * voltStep
    const kind = level > nominalVolts ? 'overvoltage' : 'undervoltage'
    if (!isFar(kind, level)) return []
    return [{ kind, level, ...(connection.length > 1 && { phase: index + 1 }) }]
  })
  return connection.length > 1 ? [{ kind: 'lost-neutral' }, ...seen] : seen
}

/** Of what is done twice to the same meter, what was done last; a harm to all phases takes in that to one of them. */
function withoutOverlap(wanted: readonly WantedHarm[]): WantedHarm[] {
  const felt: WantedHarm[] = []
  for (const want of wanted.toReversed()) {
    const isKnown = felt.some(
      ({ kind, phase }) => kind === want.kind && (phase === undefined || phase === want.phase),
    )
    if (isKnown) continue
    if (want.phase !== undefined) felt.push(want)
    else felt.splice(0, felt.length, ...felt.filter(({ kind }) => kind !== want.kind), want)
  }
  return felt
}
