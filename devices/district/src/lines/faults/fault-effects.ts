import type { LocalCalendar } from '@ferraris/meter'
import type { DistrictPlan, Line } from '@ferraris/power-line'
import type { ConcentratorSite } from '../concentrator-site.ts'
import { busbarOf, isTie, plannedSubstation } from '../plan/district-plan.ts'
import { type Episode, quarterAfter } from '../loads/episodes.ts'
import { type ActiveFault, FaultError, type FaultKind, type FaultOrder } from './faults.ts'
import type { LineMeters } from '../line-meters.ts'

/** A noise that silences a street, dBµV at its socket. */
const loud = 100
/** How much goes past a meter that is bypassed, unless somebody says otherwise. */
const mostOfIt = 0.7

export interface FaultParts {
  readonly plan: DistrictPlan
  readonly line: Line
  readonly calendar: LocalCalendar
  readonly meters: LineMeters
  readonly sites: readonly ConcentratorSite[]
  readonly episodes: () => readonly Episode[]
  /** What is drawn or counted has changed, and these meters are concerned. */
  readonly onEpisodes: (episodes: readonly Episode[], serials: ReadonlySet<string>) => void
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
    const { kind } = order
    const target = this.nameOf(kind, order.target)
    const since = Math.floor(this.#parts.line.now)
    if (kind === 'noise') {
      const { level = loud } = order
      if (!(level >= 0 && level <= 140)) throw new FaultError('level', `${level} dBµV: 0 … 140 can be`)
      return { kind, target, since, level }
    }
    if (kind === 'bypassed-meter') {
      const { share = mostOfIt } = order
      if (!(share > 0 && share <= 1)) throw new FaultError('share', `${share}: a share is above 0, up to 1`)
      return { kind, target, since, share }
    }
    if (kind === 'moved-meter') return { kind, target, since, to: this.#destination(target, order.to) }
    return { kind, target, since }
  }

  /**
   * What something is called that faults of a kind are done to.
   *
   * @throws {FaultError} `target`
   */
  nameOf(kind: FaultKind, target: string): string {
    const { plan, meters, sites } = this.#parts
    switch (kind) {
      case 'noise': {
        const isPlace = plan.homes.some(({ id, box }) => id === target || box === target)
        const place = isPlace ? target : meters.find(target)?.entry.place
        if (place === undefined && !this.#boxes().has(target)) break
        return place ?? target
      }
      case 'cut-cable':
        if (plan.sections.some(({ id }) => id === target)) return target
        break
      case 'dead-concentrator':
      case 'cut-wan': {
        const site = sites.find(({ name, substation }) => name === target || substation === target)
        if (site !== undefined) return site.name
        break
      }
      default: {
        const entry = meters.find(target)?.entry
        if (entry === undefined) break
        if (kind !== 'dead-repeater' && entry.place === busbarOf(plannedSubstation(entry.place)))
          throw new FaultError('target', `${target} measures a transformer: choose the meter of a home`)
        return entry.serial
      }
    }
    throw new FaultError('target', `${wanted[kind]} is called ${target}; see ferraris district fault list`)
  }

  apply(fault: ActiveFault): void {
    const { line, meters } = this.#parts
    const { kind, target } = fault
    switch (kind) {
      case 'noise':
        this.#noises.get(target)?.()
        this.#noises.set(target, line.addNoise({ at: target, level: fault.level ?? loud }))
        break
      case 'cut-cable':
        line.switchSection(target, 'cut')
        this.#seeToSupply()
        break
      case 'dead-repeater':
        meters.silence(target)
        break
      case 'dead-concentrator':
        this.#site(target).die()
        break
      case 'cut-wan':
        this.#site(target).cutWan()
        break
      case 'moved-meter':
        this.#move(target, fault.to!)
        break
      case 'bypassed-meter':
        this.#begin({
          kind: 'bypass',
          serial: target,
          from: this.#quarter(),
          share: fault.share ?? mostOfIt,
        })
        break
    }
  }

  mend({ kind, target }: ActiveFault): void {
    const { line, meters, plan } = this.#parts
    switch (kind) {
      case 'noise':
        this.#noises.get(target)?.()
        this.#noises.delete(target)
        break
      case 'cut-cable': {
        const section = plan.sections.find(({ id }) => id === target)
        line.switchSection(target, section?.open === true ? 'open' : 'closed')
        this.#seeToSupply()
        break
      }
      case 'dead-repeater':
        meters.revive(target)
        break
      case 'dead-concentrator':
        this.#site(target).revive()
        break
      case 'cut-wan':
        this.#site(target).mendWan()
        break
      case 'moved-meter':
        this.#move(target, undefined)
        break
      case 'bypassed-meter':
        this.#end('bypass', target)
        break
    }
  }

  #destination(serial: string, to: string | undefined): string {
    const { plan, meters } = this.#parts
    const here = this.substationOf(meters.find(serial)!.entry.place)
    const next = (plan.substations.indexOf(here) + 1) % plan.substations.length
    const named = to ?? plan.substations[next]!
    if (!plan.substations.includes(named)) {
      if (this.#boxes().has(named)) return named
      throw new FaultError('to', `no substation or box is called ${named}`)
    }
    if (named === here) throw new FaultError('to', `${serial} is connected to ${here} already`)
    // The nearest box of the other substation that has homes.
    return plan.homes.find(({ box }) => box.startsWith(`${named}.`))!.box
  }

  /** Takes a home to another box, or back to where it was planned. */
  #move(serial: string, to: string | undefined): void {
    const { plan, line, meters } = this.#parts
    const { place } = meters.find(serial)!.entry
    const home = plan.homes.find(({ id }) => id === place)!
    line.move(place, { box: to ?? home.box })
    this.#end('elsewhere', serial)
    if (to === undefined) this.#moved.delete(place)
    else {
      this.#moved.set(place, to)
      this.#begin({ kind: 'elsewhere', serial, from: this.#quarter(), substation: plannedSubstation(to) })
    }
    this.#seeToSupply()
  }

  /** Notes who has lost supply, and who has it again. */
  #seeToSupply(): void {
    const { plan, line, meters, episodes } = this.#parts
    for (const { id } of plan.homes) {
      const entry = meters.find(id)?.entry
      if (entry === undefined) continue
      const { serial } = entry
      const isOut = episodes().some(
        its => its.serial === serial && its.kind === 'outage' && its.to === undefined,
      )
      if (line.supplied(id) === !isOut) continue
      if (isOut) this.#end('outage', serial)
      else this.#begin({ kind: 'outage', serial, from: this.#quarter() })
    }
  }

  /** An episode that was begun before a restart goes on. */
  #begin(episode: Episode): void {
    const known = this.#parts.episodes()
    const { kind, serial } = episode
    if (known.some(other => other.kind === kind && other.serial === serial && other.to === undefined)) return
    this.#change([...known, episode], serial)
  }

  #end(kind: Episode['kind'], serial: string): void {
    const known = this.#parts.episodes()
    const isOpen = (its: Episode): boolean =>
      its.kind === kind && its.serial === serial && its.to === undefined
    if (!known.some(isOpen)) return
    const to = this.#quarter()
    const ended = known.map(its => (isOpen(its) ? { ...its, to } : its))
    this.#change(
      ended.filter(({ from, to: end }) => end === undefined || end > from),
      serial,
    )
  }

  /** What a home draws is seen by its meter and by those of the transformers. */
  #change(episodes: readonly Episode[], serial: string): void {
    const { plan, meters, onEpisodes } = this.#parts
    const transformers = plan.substations.map(substation => meters.find(busbarOf(substation))!.entry.serial)
    onEpisodes(episodes, new Set([serial, ...transformers]))
  }

  #site(name: string): ConcentratorSite {
    return this.#parts.sites.find(site => site.name === name)!
  }

  #quarter(): number {
    return quarterAfter(this.#parts.calendar, this.#parts.line.now)
  }

  #boxes(): ReadonlySet<string> {
    const { substations, sections } = this.#parts.plan
    return new Set([...substations, ...sections.filter(section => !isTie(section)).map(({ to }) => to)])
  }
}

const wanted: Readonly<Record<FaultKind, string>> = {
  noise: 'no home, box or substation',
  'cut-cable': 'no section',
  'dead-repeater': 'no meter of the line',
  'dead-concentrator': 'no concentrator',
  'cut-wan': 'no concentrator',
  'moved-meter': 'no meter of the line',
  'bypassed-meter': 'no meter of the line',
}
