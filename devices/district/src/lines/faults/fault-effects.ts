import { defined } from '@ferraris/bytes'
import type { ActiveFault, FaultOrder } from '@ferraris/metering'
import type { DistrictPlan, Line } from '@ferraris/power-line'
import type { LineMeters } from '../line-meters.ts'
import type { EpisodeLog } from '../loads/episode-log.ts'
import { plannedSubstation } from '../plan/district-plan.ts'
import type { FaultTargets } from './fault-targets.ts'
import { FaultError } from './faults.ts'

/** A noise that silences a street, dBµV at its socket. */
const loud = 100
/** The share that goes past a bypassed meter, where the order names none. */
const mostOfIt = 0.7

interface FaultParts {
  readonly plan: DistrictPlan
  readonly line: Line
  readonly meters: LineMeters
  readonly targets: FaultTargets
  readonly episodes: EpisodeLog
}

/** Does harm to a line, and mends it. */
export class Faults {
  readonly #parts: FaultParts
  readonly #noises = new Map<string, () => void>()
  /** Where homes are that are not where they were planned. */
  readonly #moved = new Map<string, string>()

  constructor(parts: FaultParts) {
    this.#parts = parts
  }

  /** The box that a home is connected to now. */
  boxOf(home: string): string {
    return this.#moved.get(home) ?? this.#parts.plan.homes.find(({ id }) => id === home)?.box ?? home
  }

  /** The substation that a place belongs to as it is connected now. */
  substationOf(place: string): string {
    return plannedSubstation(this.boxOf(place))
  }

  /**
   * The fault that is meant, its target by the one name that is kept.
   *
   * @throws {FaultError}
   */
  check(order: FaultOrder): ActiveFault {
    const { line, meters, targets } = this.#parts
    const { kind } = order
    const target = targets.nameOf(kind, order.target)
    const since = Math.floor(line.now)
    switch (kind) {
      case 'noise': {
        const { level = loud } = order
        if (!(level >= 0 && level <= 140)) throw new FaultError('level', `${level} dBµV: 0 … 140 can be`)
        return { kind, target, since, level }
      }
      case 'bypassed-meter': {
        const { share = mostOfIt } = order
        if (!(share > 0 && share <= 1)) throw new FaultError('share', `${share}: a share is above 0, up to 1`)
        return { kind, target, since, share }
      }
      case 'moved-meter': {
        const here = this.substationOf(meters.get(target).entry.place)
        return { kind, target, since, to: targets.destination(target, here, order.to) }
      }
      default:
        return { kind, target, since }
    }
  }

  apply({ kind, target, level, share, to }: ActiveFault): void {
    const { line, meters, targets, episodes } = this.#parts
    switch (kind) {
      case 'noise':
        this.#noises.get(target)?.()
        this.#noises.set(target, line.addNoise({ at: target, level: level ?? loud }))
        break
      case 'cut-cable':
        line.switchSection(target, 'cut')
        this.#followSupply()
        break
      case 'dead-repeater':
        meters.silence(target)
        break
      case 'dead-concentrator':
        targets.site(target).die()
        break
      case 'cut-wan':
        targets.site(target).cutWan()
        break
      case 'moved-meter':
        this.#move(target, to)
        break
      case 'bypassed-meter':
        episodes.begin({ kind: 'bypass', serial: target, share: share ?? mostOfIt })
        break
    }
  }

  mend({ kind, target }: ActiveFault): void {
    const { line, meters, plan, targets, episodes } = this.#parts
    switch (kind) {
      case 'noise':
        this.#noises.get(target)?.()
        this.#noises.delete(target)
        break
      case 'cut-cable': {
        const section = plan.sections.find(({ id }) => id === target)
        line.switchSection(target, section?.open === true ? 'open' : 'closed')
        this.#followSupply()
        break
      }
      case 'dead-repeater':
        meters.revive(target)
        break
      case 'dead-concentrator':
        targets.site(target).revive()
        break
      case 'cut-wan':
        targets.site(target).mendWan()
        break
      case 'moved-meter':
        this.#move(target, undefined)
        break
      case 'bypassed-meter':
        episodes.end('bypass', target)
        break
    }
  }

  /** Takes a home to another box, or back to where it was planned. */
  #move(serial: string, to: string | undefined): void {
    const { plan, line, meters, episodes } = this.#parts
    const { place } = meters.get(serial).entry
    const home = defined(
      plan.homes.find(({ id }) => id === place),
      `the home ${place}`,
    )
    line.move(place, { box: to ?? home.box })
    episodes.end('elsewhere', serial)
    if (to === undefined) this.#moved.delete(place)
    else {
      this.#moved.set(place, to)
      episodes.begin({ kind: 'elsewhere', serial, substation: plannedSubstation(to) })
    }
    this.#followSupply()
  }

  /** Notes which homes have lost supply, and which have it again. */
  #followSupply(): void {
    const { plan, line, meters, episodes } = this.#parts
    for (const { id } of plan.homes) {
      const serial = meters.find(id)?.entry.serial
      if (serial === undefined) continue
      if (line.supplied(id)) episodes.end('outage', serial)
      else episodes.begin({ kind: 'outage', serial })
    }
  }
}
