import { zone } from '@ferraris/cosem'
import {
  type DownMessage,
  decodeUpMessage,
  encodeUpMessage,
  type Job,
  type JobReport,
  type OwnEvent,
  type Result,
  UplinkError,
  type UpMessage,
} from '@ferraris/uplink'
import { Concentrator } from '../concentrator.ts'
import { metersAndMore } from '../meters-and-more/meters-and-more.ts'
import type { ConcentratorOptions } from '../options.ts'
import type { Settings } from '../settings.ts'
import { Store } from '../store/store.ts'
import { type Hearing, TestLine } from './line.fixture.ts'
import { randomFrom } from './random.fixture.ts'
import { type MeterMemory, TestMeter } from './table-meter.fixture.ts'

export const rome = zone('Europe/Rome')
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
/** Early afternoon of a Saturday in Rome. */
export const start = Date.UTC(2026, 10, 21, 12)

/** A small head-end: it records what it receives, and acknowledges a choice of it. */
export class TestHeadEnd {
  readonly messages: UpMessage[] = []
  readonly results = new Map<string, Result>()
  readonly reports = new Map<string, JobReport[]>()
  acknowledging = true
  /** Addresses of meters whose results get no answer, and of those whose results are refused. */
  readonly unanswered = new Set<string>()
  readonly foreign = new Set<string>()
  /** Images of firmware by their SHA-256, given out in parts of 400 octets. */
  readonly images = new Map<string, Uint8Array>()
  /** Results that came although they had come before. */
  again = 0

  take(message: UpMessage): DownMessage[] {
    this.messages.push(message)
    if (message.kind === 'job-reports') {
      for (const report of message.reports) {
        this.reports.set(report.id, [...(this.reports.get(report.id) ?? []), report])
      }
    }
    if (message.kind === 'image-request') return [this.#part(message)]
    if (message.kind === 'own-events') return this.#takeLog(message.events)
    if (message.kind !== 'results') return []
    for (const result of message.results) {
      if (this.results.has(result.key)) this.again++
      this.results.set(result.key, result)
    }
    return this.acknowledging ? this.#answers(message.results) : []
  }

  /** Its own events, by their numbers. */
  readonly log = new Map<number, OwnEvent>()

  #takeLog(events: readonly OwnEvent[]): DownMessage[] {
    for (const event of events) this.log.set(event.number, event)
    return this.acknowledging ? [{ kind: 'own-events-taken', upTo: Math.max(...this.log.keys()) }] : []
  }

  logged(): string[] {
    return [...this.log.values()].map(({ code }) => code)
  }

  #answers(results: readonly Result[]): DownMessage[] {
    const answered = results.filter(({ aca }) => !this.unanswered.has(aca))
    const keys = answered.filter(({ aca }) => !this.foreign.has(aca)).map(({ key }) => key)
    const refusals = answered
      .filter(({ aca }) => this.foreign.has(aca))
      .map(({ key }) => ({ key, reason: 'foreign' as const }))
    return [
      ...(keys.length > 0 ? [{ kind: 'acknowledge' as const, keys }] : []),
      ...(refusals.length > 0 ? [{ kind: 'refuse' as const, refusals }] : []),
    ]
  }

  #part({ sha256, offset }: Extract<UpMessage, { kind: 'image-request' }>): DownMessage {
    const image = this.images.get(sha256) ?? new Uint8Array()
    const octets = Buffer.from(image.subarray(offset, offset + 400)).toString('base64')
    return { kind: 'image-part', sha256, size: image.length, offset, octets }
  }

  /** The states that were told of a job, in order. */
  states(id: string): string[] {
    return (this.reports.get(id) ?? []).map(({ state }) => state)
  }

  days(aca?: string) {
    return [...this.results.values()].filter(
      result => result.kind === 'profile-day' && (aca === undefined || result.aca === aca),
    )
  }

  last<Kind extends UpMessage['kind']>(kind: Kind): Extract<UpMessage, { kind: Kind }> | undefined {
    return this.messages.findLast(message => message.kind === kind) as
      | Extract<UpMessage, { kind: Kind }>
      | undefined
  }
}

interface SectionOptions extends Pick<ConcentratorOptions, 'restart' | 'compareClock' | 'version'> {
  readonly hearing?: Hearing
  readonly meters?: number
  readonly seed?: number
  readonly store?: Store
  readonly settings?: Partial<Settings>
  readonly line?: TestLine
  readonly place?: string
  readonly adopt?: boolean
  readonly start?: number
  readonly headEnd?: TestHeadEnd
  /** Whether it reaches its head-end from the start. */
  readonly isConnected?: boolean
  /** Gives the memory of a meter, by its number. */
  readonly memory?: (meter: number) => MeterMemory
}

function textOf(message: UpMessage): string | undefined {
  try {
    return encodeUpMessage(message)
  } catch (error) {
    if (error instanceof UplinkError) return undefined
    throw error
  }
}

/** All meters hear the concentrator and each other well. */
const allHear: Hearing = () => 20

/** A line, its meters, a concentrator at the place `dc` and a head-end, all joined. */
export class TestSection {
  readonly line: TestLine
  readonly meters: TestMeter[]
  readonly headEnd: TestHeadEnd
  readonly store: Store
  concentrator: Concentrator
  readonly #options: SectionOptions
  readonly #random: () => number
  #alarm: ReturnType<TestLine['simulation']['schedule']> | undefined
  #alive = true

  constructor(options: SectionOptions = {}) {
    const { hearing = allHear, meters = 5, seed = 1, adopt = true, place = 'dc' } = options
    this.#options = options
    this.#random = randomFrom(seed)
    this.headEnd = options.headEnd ?? new TestHeadEnd()
    this.line = options.line ?? new TestLine(hearing, this.#random, options.start ?? start)
    this.store = options.store ?? Store.inMemory()
    this.concentrator = this.#build(place)
    this.meters = Array.from(
      { length: meters },
      (_, i) => new TestMeter(this.line, i + 1, undefined, options.memory?.(i + 1)),
    )
    this.concentrator.start(this.line.now)
    if (options.isConnected ?? true) this.concentrator.connected(this.line.now)
    if (adopt && meters > 0) this.tell({ kind: 'adopt', meters: this.meters.map(({ adoption }) => adoption) })
  }

  #build(place: string): Concentrator {
    const { settings, restart, compareClock, version } = this.#options
    return new Concentrator({
      ...(restart && { restart }),
      ...(compareClock && { compareClock }),
      ...(version && { version }),
      substation: 'CS-1',
      zone: rome,
      store: this.store,
      network: metersAndMore({ attach: station => this.line.attach(place, station) }),
      uplink: {
        publish: message => {
          // As over the air: what the interface does not allow is left out. The way up and down takes a while.
          const text = textOf(message)
          if (text === undefined) return false
          for (const answer of this.headEnd.take(decodeUpMessage(text)))
            this.line.simulation.schedule(this.line.now + 300, () => this.tell(answer))
          return true
        },
      },
      wakeAt: time => {
        if (this.#alarm !== undefined) this.line.simulation.cancel(this.#alarm)
        if (!this.#alive || time === Number.POSITIVE_INFINITY) return
        this.#alarm = this.line.simulation.schedule(time, now => this.concentrator.wake(now))
      },
      random: this.#random,
      settings,
    })
  }

  tell(message: DownMessage): void {
    if (this.#alive) this.concentrator.received(message, this.line.now)
  }

  job(id: string, task: Job['task'], more: Partial<Job> = {}): void {
    this.tell({
      kind: 'jobs',
      jobs: [{ id, priority: 'on-demand', expires: this.line.now + hourMs, task, ...more }],
    })
  }

  /** Lets time pass. */
  run(milliseconds: number): void {
    this.line.simulation.run(this.line.now + milliseconds)
  }

  /** Lets time pass until something holds; says whether it did within the time. */
  until(holds: () => boolean, most: number): boolean {
    const end = this.line.now + most
    while (!holds() && this.line.now < end) this.run(1000)
    return holds()
  }

  /** Ends the concentrator without a message. */
  kill(): void {
    this.#alive = false
    if (this.#alarm !== undefined) this.line.simulation.cancel(this.#alarm)
  }
}
