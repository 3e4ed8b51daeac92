import { defined } from '@ferraris/bytes'
import {
  type ActiveFault,
  FaultError,
  type FaultOrder,
  faultEndOf,
  faultParametersOf,
  isHarm,
} from '@ferraris/metering'
import type { DistrictPlan, Line } from '@ferraris/power-line'
import type { LineMeters } from '../line-meters.ts'
import type { EpisodeLog } from '../loads/episode-log.ts'
import { plannedSubstation } from '../plan/district-plan.ts'
import type { FaultTargets } from './fault-targets.ts'
import type { LineHarms } from './line-harms.ts'

interface FaultParts {
  readonly plan: DistrictPlan
  readonly line: Line
  readonly meters: LineMeters
  readonly targets: FaultTargets
  readonly harms: LineHarms
  readonly episodes: EpisodeLog
  /** What some homes draw, or what their meters see of it, has become something else. */
  readonly onLoads: (homes: Iterable<string>) => void
}

/** Does harm to a line, and mends it. */
export class Faults {
  readonly #parts: FaultParts
  readonly #noises = new Map<string, () => void>()
  /** Where homes are that are not where they were planned. */
  readonly #moved = new Map<string, string>()
  /** Meters that count something else than before. */
  readonly #changed = new Set<string>()

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
    const { line, meters, targets, harms } = this.#parts
    const { kind } = order
    const target = targets.nameOf(kind, order.target)
    const since = Math.floor(line.now)
    const { to, ...parameters } = faultParametersOf(order)
    const fault: ActiveFault = { kind, target, since, until: faultEndOf(order, since), ...parameters }
    if (kind === 'moved-meter') {
      const here = this.substationOf(meters.get(target).entry.place)
      return { ...fault, to: targets.destination(target, here, to) }
    }
    if (isHarm(kind) && harms.hurtBy(fault).length === 0)
      throw new FaultError(
        'target',
        `no meter of ${target} feels ${kind}`,
        'choose another, or another phase',
      )
    return fault
  }

  apply({ kind, target, level, share, to }: ActiveFault): void {
    const { line, meters, targets, episodes } = this.#parts
    switch (kind) {
      case 'noise':
        this.#noises.get(target)?.()
        this.#noises.set(target, line.addNoise({ at: target, level: defined(level, 'the level of a noise') }))
        break
      case 'cut-cable':
        line.switchSection(target, 'cut')
        break
      case 'dead-repeater':
        meters.silence(target, 'modem')
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
        if (
          episodes.begin({ kind: 'bypass', serial: target, share: defined(share, 'the share of a bypass') })
        )
          this.#changed.add(target)
        break
    }
  }

  /** Lets meters and concentrators feel what is active from an instant on, after faults were applied or mended. */
  follow(active: readonly ActiveFault[], now: number): void {
    const { harms, episodes, meters, onLoads } = this.#parts
    harms.follow(active, now)
    const { dark } = harms
    let isOther = this.#changed.size > 0
    for (const { entry } of meters.all) {
      const { serial } = entry
      isOther =
        (dark.has(serial) ? episodes.begin({ kind: 'outage', serial }) : episodes.end('outage', serial)) ||
        isOther
    }
    if (isOther) onLoads(this.#changed)
    this.#changed.clear()
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
        break
      }
      case 'dead-repeater':
        meters.revive(target, 'modem')
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
        if (episodes.end('bypass', target)) this.#changed.add(target)
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
    if (episodes.end('elsewhere', serial)) this.#changed.add(serial)
    if (to === undefined) this.#moved.delete(place)
    else {
      this.#moved.set(place, to)
      if (episodes.begin({ kind: 'elsewhere', serial, substation: plannedSubstation(to) }))
        this.#changed.add(serial)
    }
  }
}
