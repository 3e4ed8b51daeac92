import { defined } from '@ferraris/bytes'
import { FaultError, type FaultKind, faultDeclarations, faultTargets } from '@ferraris/metering'
import type { DistrictPlan } from '@ferraris/power-line'
import type { ConcentratorSite } from '../concentrator-site.ts'
import type { LineMeters } from '../line-meters.ts'
import { busbarOf, isTie, plannedSubstation } from '../plan/district-plan.ts'
import { HarmTargets } from './harm-targets.ts'

/** What faults can be done to: places, sections, meters and concentrators of a district. */
export class FaultTargets {
  readonly #plan: DistrictPlan
  readonly #meters: LineMeters
  readonly #sites: readonly ConcentratorSite[]
  readonly #boxes: ReadonlySet<string>
  /** What harms of meters can be done to. */
  readonly harmed: HarmTargets

  /** @param boxOf the box that a home is connected to now */
  constructor(
    plan: DistrictPlan,
    meters: LineMeters,
    sites: readonly ConcentratorSite[],
    boxOf: (home: string) => string,
  ) {
    this.#plan = plan
    this.#meters = meters
    this.#sites = sites
    const planned = plan.sections.filter(section => !isTie(section)).map(({ to }) => to)
    this.#boxes = new Set([...plan.substations, ...planned])
    this.harmed = new HarmTargets(plan, meters, boxOf)
  }

  site(name: string): ConcentratorSite {
    return defined(
      this.#sites.find(site => site.name === name),
      `the concentrator ${name}`,
    )
  }

  /**
   * The one name under which a target of a kind of fault is kept.
   *
   * @throws {FaultError} `target`
   */
  nameOf(kind: FaultKind, target: string): string {
    const name = this.find(kind, target)
    if (name !== undefined) return name
    throw new FaultError(
      'target',
      `nothing is called ${target}`,
      `name a ${faultTargets[faultDeclarations[kind].target]}`,
    )
  }

  /** The same; undefined for what is not there. */
  find(kind: FaultKind, target: string): string | undefined {
    const { homes, sections } = this.#plan
    switch (faultDeclarations[kind].target) {
      case 'place': {
        const isPlace = homes.some(({ id, box }) => id === target || box === target)
        if (isPlace) return target
        return this.#meters.find(target)?.entry.place ?? (this.#boxes.has(target) ? target : undefined)
      }
      case 'section':
        return sections.find(({ id }) => id === target)?.id
      case 'concentrator':
        return this.#sites.find(({ name, substation }) => name === target || substation === target)?.name
      case 'line-meter':
        return this.#meters.find(target)?.entry.serial
      case 'home-meter': {
        const entry = this.#meters.find(target)?.entry
        if (entry !== undefined && entry.place === busbarOf(plannedSubstation(entry.place))) {
          throw new FaultError('target', `${target} measures a transformer`, 'choose the meter of a home')
        }
        return entry?.serial
      }
      case 'meters':
        return this.harmed.nameOf(target)
    }
  }

  /**
   * The box that a meter is moved to: the one that is named, or the nearest with homes of the substation that is named.
   *
   * @param here the substation that supplies it now
   * @throws {FaultError} `to`
   */
  destination(serial: string, here: string, to = this.#neighbourOf(here)): string {
    const { substations, homes } = this.#plan
    if (!substations.includes(to)) {
      if (this.#boxes.has(to)) return to
      throw new FaultError('to', `no substation or box is called ${to}`)
    }
    if (to === here) throw new FaultError('to', `${serial} is connected to ${here} already`)
    const home = homes.find(({ box }) => box.startsWith(`${to}.`))
    return defined(home, `a home of ${to}`).box
  }

  #neighbourOf(substation: string): string {
    const { substations } = this.#plan
    const next = (substations.indexOf(substation) + 1) % substations.length
    return substations[next] ?? substation
  }
}
