import type { Concentrator } from '@ferraris/concentrator'
import { ferrarisCodes, msPerDay, msPerMinute } from '@ferraris/metering'
import type { Simulation } from '@ferraris/power-line'
import type { DownMessage, Job, Neighbour, UpMessage } from '@ferraris/uplink'

/** The way up or down over a mobile network, milliseconds. */
const passage = 300

/** A job on demand is given up after this time. */
const patience = 10 * msPerMinute

/** A job of a campaign has this long. */
const campaignMs = msPerDay

/** The event that alarms are measured with: rare in itself, and of the kind that must be known at once. */
export const alarmEvent = 'terminalCoverRemoved'
const alarmCode = ferrarisCodes[alarmEvent]

/** Jobs on demand: how long those took that succeeded, and how many did not. */
export interface OnDemand {
  /** From the request to the report, milliseconds. */
  readonly durations: readonly number[]
  readonly failed: number
}

/** Alarms of meters: how long they took from the event until they were here, and how many are still out. */
export interface Alarms {
  /** Milliseconds. */
  readonly durations: readonly number[]
  readonly awaited: number
}

/** A head-end to its concentrator: acknowledges results, makes requests now and then, and counts. */
export class SimulatedHeadEnd {
  readonly #simulation: Simulation
  readonly #concentrator: () => Concentrator
  /** Increments of the first register by local day and meter. */
  readonly #received = new Map<string, Map<string, readonly (number | null)[]>>()
  readonly #asked = new Map<string, number>()
  readonly #durations: number[] = []
  /** When each meter has raised those alarms that are not here yet. */
  readonly #raised = new Map<string, number[]>()
  readonly #alarmDurations: number[] = []
  #neighbours: readonly Neighbour[] = []
  #failed = 0
  #jobs = 0
  /** Jobs of campaigns that are not over. */
  readonly #campaign = new Set<string>()

  constructor(simulation: Simulation, concentrator: () => Concentrator) {
    this.#simulation = simulation
    this.#concentrator = concentrator
  }

  /** Those of the last inventory. */
  get neighbours(): readonly Neighbour[] {
    return this.#neighbours
  }

  get onDemand(): OnDemand {
    return { durations: this.#durations, failed: this.#failed }
  }

  get alarms(): Alarms {
    const awaited = [...this.#raised.values()].reduce((sum, { length }) => sum + length, 0)
    return { durations: this.#alarmDurations, awaited }
  }

  /** A meter raises an alarm now. */
  await(aca: string): void {
    this.#raised.set(aca, [...(this.#raised.get(aca) ?? []), this.#simulation.now])
  }

  /** Increments of active import in the quarter hours of a meter's local day; undefined where nothing has come. */
  increments(day: string, aca: string): readonly (number | null)[] | undefined {
    return this.#received.get(day)?.get(aca)
  }

  /** Quarter hours of a local day that are here, all meters together. */
  received(day: string): number {
    let sum = 0
    for (const increments of this.#received.get(day)?.values() ?? []) {
      sum += increments.filter(increment => increment !== null).length
    }
    return sum
  }

  tell(message: DownMessage): void {
    this.#simulation.schedule(this.#simulation.now + passage, now =>
      this.#concentrator().received(message, now),
    )
  }

  /** Orders something at once. */
  orderNow(task: Job['task']): void {
    const { now } = this.#simulation
    const id = `on-demand-${++this.#jobs}`
    this.#asked.set(id, now)
    this.tell({ kind: 'jobs', jobs: [{ id, priority: 'on-demand', expires: now + patience, task }] })
  }

  /** Orders one thing at each of many meters, in their turn. */
  begin(tasks: readonly Job['task'][]): void {
    const expires = this.#simulation.now + campaignMs
    const jobs = tasks.map((task): Job => {
      const id = `campaign-${++this.#jobs}`
      this.#campaign.add(id)
      return { id, priority: 'normal', expires, task }
    })
    this.tell({ kind: 'jobs', jobs })
  }

  /** Jobs of campaigns that have no end yet. */
  get inCampaigns(): number {
    return this.#campaign.size
  }

  /** Takes a message of the concentrator. */
  readonly publish = (message: UpMessage): boolean => {
    this.#simulation.schedule(this.#simulation.now + passage, now => this.#take(message, now))
    return true
  }

  #take(message: UpMessage, now: number): void {
    if (message.kind === 'inventory') this.#neighbours = message.neighbours
    if (message.kind === 'results') {
      for (const result of message.results) {
        if (result.kind === 'events') this.#noteAlarms(result.aca, result.events, now)
        if (result.kind !== 'profile-day') continue
        const day = this.#received.get(result.day) ?? new Map<string, readonly (number | null)[]>()
        this.#received.set(result.day, day.set(result.aca, result.registers[0]?.increments ?? []))
      }
      this.tell({ kind: 'acknowledge', keys: message.results.map(({ key }) => key) })
    }
    if (message.kind === 'job-reports') for (const report of message.reports) this.#note(report, now)
  }

  #noteAlarms(aca: string, events: readonly { readonly code: number }[], now: number): void {
    const raised = this.#raised.get(aca) ?? []
    for (const { code } of events) {
      const at = code === alarmCode ? raised.shift() : undefined
      if (at !== undefined) this.#alarmDurations.push(now - at)
    }
  }

  #note({ id, state }: { readonly id: string; readonly state: string }, now: number): void {
    if (state === 'accepted' || state === 'running') return
    this.#campaign.delete(id)
    const asked = this.#asked.get(id)
    if (asked === undefined) return
    this.#asked.delete(id)
    if (state === 'done') this.#durations.push(now - asked)
    else this.#failed++
  }
}
