import {
  type ActiveFault,
  type FaultKind,
  type FaultOrder,
  faultDeclarations,
  msOf,
} from '@ferraris/metering'
import { diskAgainMs, doneOnDisk, readJson, scenarioFile, writeJson } from '../data-folder.ts'
import { DistrictError } from '../district-error.ts'
import { type Scenario, type ScenarioStep, within } from './scenario.ts'
import { ScenarioError } from './scenario-error.ts'

/** A scenario that is being played. Instants are epoch milliseconds of the meters' time. */
export interface PlayedScenario {
  readonly scenario: Scenario
  /** How much faster its time passes. */
  readonly speed: number
  readonly begun: number
  /** How many of its steps have happened. */
  readonly done: number
  /** Steps that could not be when their time came, by their number, and why. */
  readonly refused: readonly { readonly step: number; readonly detail: string }[]
}

/** What a player does its steps with. */
interface Stage {
  readonly folder: string
  now(): number
  /** Rings at an instant of the meters' time, once; a later call takes the place of an earlier one. */
  wakeAt(at: number | undefined): void
  /** Throws FaultError for what cannot be, and does nothing. */
  check(order: FaultOrder): unknown
  set(order: FaultOrder): ActiveFault
  clear(kind: FaultKind, target?: string): number
}

const slowest = 0.1
const fastest = 3600

/** Plays a scenario in a district: one at a time, kept in the data folder, so that a district that was stopped goes on with it. */
export class ScenarioPlayer {
  readonly #stage: Stage

  constructor(stage: Stage) {
    this.#stage = stage
  }

  get playing(): PlayedScenario | undefined {
    const kept = readJson(this.#stage.folder, scenarioFile, 'manifest-damaged') as
      | { readonly played: PlayedScenario | null }
      | undefined
    if (kept === undefined || kept.played === null) return undefined
    if (Array.isArray(kept.played?.scenario?.steps)) return kept.played
    throw new DistrictError(
      'manifest-damaged',
      `${this.#stage.folder}/${scenarioFile} holds no scenario; delete it`,
    )
  }

  /**
   * Begins a scenario now, after all its steps have been looked at; it takes the place of one that plays.
   *
   * @throws {ScenarioError} with the path of the step that cannot be in this district
   */
  play(scenario: Scenario, speed = 1): PlayedScenario {
    if (!(speed >= slowest && speed <= fastest))
      throw new ScenarioError('speed', `${speed}: ${slowest} … ${fastest} can be`)
    scenario.steps.forEach(({ set }, i) => {
      if (set !== undefined) within(`steps[${i}]`, () => this.#stage.check(set))
    })
    this.stop()
    const played = { scenario, speed, begun: this.#stage.now(), done: 0, refused: [] }
    this.#keep(played)
    this.ring()
    return this.playing ?? played
  }

  /** Ends what plays, and mends what it has done; says whether there was something. */
  stop(): boolean {
    const { playing } = this
    if (playing === undefined) return false
    this.#keep(null)
    this.#stage.wakeAt(undefined)
    for (const { set } of playing.scenario.steps.slice(0, playing.done)) {
      if (set !== undefined) this.#try(() => this.#stage.clear(set.kind, set.target))
    }
    return true
  }

  /** Does the steps whose time has come; also after a restart, those of the time in which nothing ran. Waits for a disk that is full. */
  ring(): void {
    if (!doneOnDisk(() => this.#advance())) this.#stage.wakeAt(this.#stage.now() + diskAgainMs)
  }

  #advance(): void {
    for (let { playing } = this; playing !== undefined; playing = this.playing) {
      const { scenario, done, refused } = playing
      const step = scenario.steps[done]
      if (step === undefined) {
        this.#keep(null)
        return
      }
      const due = dueAt(playing, step)
      if (due > this.#stage.now()) {
        this.#stage.wakeAt(due)
        return
      }
      // A step counts as done before it is: after a crash in between it is left out, and not done twice.
      this.#keep({ ...playing, done: done + 1 })
      const detail = this.#try(() => this.#do(step, playing.speed))
      if (detail !== undefined)
        this.#keep({ ...playing, done: done + 1, refused: [...refused, { step: done, detail }] })
    }
  }

  #do({ set, clear }: ScenarioStep, speed: number): void {
    if (clear !== undefined) this.#stage.clear(clear.kind, clear.target)
    if (set === undefined) return
    // What is short by its nature is as short as ever.
    const isShort = faultDeclarations[set.kind].seconds !== undefined
    this.#stage.set({ ...set, ...(set.for !== undefined && !isShort && { for: set.for / speed }) })
  }

  /** One step that cannot be does not end the play. */
  #try(happen: () => void): string | undefined {
    try {
      happen()
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }

  #keep(played: PlayedScenario | null): void {
    writeJson(this.#stage.folder, scenarioFile, { played })
  }
}

/** When a step happens. */
export function dueAt({ begun, speed }: PlayedScenario, { after }: ScenarioStep): number {
  return begun + msOf(after) / speed
}
