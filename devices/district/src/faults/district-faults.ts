import { type ActiveFault, FaultError, type FaultKind, type FaultOrder } from '@ferraris/metering'
import type { LinesDescription } from '../lines/lines-description.ts'
import type { PowerLines } from '../lines/power-lines.ts'
import { type PlayedScenario, ScenarioPlayer } from '../scenario/player.ts'
import { parseScenario, type Scenario } from '../scenario/scenario.ts'
import { shipped, shippedScenario } from '../scenario/shipped.ts'
import type { DescribedFault } from './described-fault.ts'
import type { DirectHarms } from './direct-harms.ts'

/** What can be harmed in a district, and what is wrong there now. */
export interface DistrictDescription extends LinesDescription {
  /** Serial numbers of the meters with an address of their own. */
  readonly direct: string[]
  readonly faults: DescribedFault[]
  /** The scenario that is being played. */
  readonly scenario: PlayedScenario | undefined
  /** What comes with Ferraris to be played. */
  readonly scenarios: Omit<Scenario, 'steps'>[]
}

interface FaultyParts {
  readonly folder: string
  readonly lines: PowerLines | undefined
  readonly direct: DirectHarms
  readonly directMeters: readonly string[]
  readonly now: () => number
}

/** All faults of a district, those of its power lines and those of its other meters. */
export class DistrictFaults {
  readonly #parts: FaultyParts
  readonly #player: ScenarioPlayer

  constructor(parts: FaultyParts) {
    this.#parts = parts
    const { lines, direct, folder, now } = parts
    const player: ScenarioPlayer = new ScenarioPlayer({
      folder,
      now: () => lines?.now ?? now(),
      wakeAt: at => (lines ?? direct).wakeAt(at, () => player.ring()),
      check: order => (direct.has(order.target) ? direct : this.#linesFor(order.target)).check(order),
      set: order => this.set(order),
      clear: (kind, target) => this.clear(kind, target),
    })
    this.#player = player
    player.ring()
  }

  describe(): DistrictDescription {
    const { lines, direct, directMeters, now } = this.#parts
    const described = direct.faults().map(fault => ({ ...fault, meters: direct.hurtBy(fault) }))
    const { faults: online, ...rest } = lines?.describe() ?? withoutLines(now())
    return {
      ...rest,
      direct: [...directMeters],
      faults: [...online, ...described],
      scenario: this.#player.playing,
      scenarios: shipped().map(({ steps, ...told }) => told),
    }
  }

  /**
   * Sets a fault; one of the same kind at the same target takes the new values.
   *
   * @throws {FaultError} when it cannot be
   */
  set(order: FaultOrder): ActiveFault {
    const { direct } = this.#parts
    return (direct.has(order.target) ? direct : this.#linesFor(order.target)).setFault(order)
  }

  /**
   * Clears the faults of a kind, or the one at a target; returns how many there were.
   *
   * @throws {FaultError} for a target that is not there
   */
  clear(kind: FaultKind, target?: string): number {
    const { lines, direct } = this.#parts
    if (target === undefined) return direct.clearFaults(kind) + (lines?.clearFaults(kind) ?? 0)
    return (direct.has(target) ? direct : this.#linesFor(target)).clearFaults(kind, target)
  }

  /**
   * Plays a scenario, as a file tells it or one that comes with Ferraris by its name.
   *
   * @throws {ScenarioError} with the path of the member that is wrong
   */
  play(told: unknown, speed?: number): PlayedScenario {
    return this.#player.play(typeof told === 'string' ? shippedScenario(told) : parseScenario(told), speed)
  }

  /** Ends the scenario that plays; says whether one did. */
  stopPlaying(): boolean {
    return this.#player.stop()
  }

  #linesFor(target: string): PowerLines {
    const { lines } = this.#parts
    if (lines !== undefined) return lines
    throw new FaultError('target', `no meter is called ${target}`, 'see ferraris district describe')
  }

  close(): void {
    this.#parts.direct.close()
  }
}

function withoutLines(lineTime: number): LinesDescription {
  return { live: true, lineTime, substations: [], ties: [], faults: [] }
}
