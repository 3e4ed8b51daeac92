import { type ActiveFault, FaultError, type FaultKind, type FaultOrder } from '@ferraris/metering'
import type { LinesDescription } from '../lines/lines-description.ts'
import type { PowerLines } from '../lines/power-lines.ts'
import type { DescribedFault } from './described-fault.ts'
import type { DirectHarms } from './direct-harms.ts'

/** What can be harmed in a district, and what is wrong there now. */
export interface DistrictDescription extends LinesDescription {
  /** Serial numbers of the meters with an address of their own. */
  readonly direct: string[]
  readonly faults: DescribedFault[]
}

interface FaultyParts {
  readonly lines: PowerLines | undefined
  readonly direct: DirectHarms
  readonly directMeters: readonly string[]
  readonly now: () => number
}

/** All faults of a district, those of its power lines and those of its other meters. */
export class DistrictFaults {
  readonly #parts: FaultyParts

  constructor(parts: FaultyParts) {
    this.#parts = parts
  }

  describe(): DistrictDescription {
    const { lines, direct, directMeters, now } = this.#parts
    const described = direct.faults().map(fault => ({ ...fault, meters: direct.hurtBy(fault) }))
    const { faults: online, ...rest } = lines?.describe() ?? withoutLines(now())
    return { ...rest, direct: [...directMeters], faults: [...online, ...described] }
  }

  /**
   * Sets a fault; one of the same kind at the same target takes the new values.
   *
   * @throws {FaultError} when it cannot be
   */
  set(order: FaultOrder): ActiveFault {
    const { lines, direct } = this.#parts
    if (direct.has(order.target)) return direct.setFault(order)
    if (lines !== undefined) return lines.setFault(order)
    throw new FaultError('target', `no meter is called ${order.target}`, 'see ferraris district describe')
  }

  /**
   * Clears the faults of a kind, or the one at a target; returns how many there were.
   *
   * @throws {FaultError} for a target that is not there
   */
  clear(kind: FaultKind, target?: string): number {
    const { lines, direct } = this.#parts
    if (target === undefined) return direct.clearFaults(kind) + (lines?.clearFaults(kind) ?? 0)
    if (direct.has(target)) return direct.clearFaults(kind, target)
    if (lines !== undefined) return lines.clearFaults(kind, target)
    throw new FaultError('target', `no meter is called ${target}`, 'see ferraris district describe')
  }

  close(): void {
    this.#parts.direct.close()
  }
}

function withoutLines(lineTime: number): Omit<DistrictDescription, 'direct'> {
  return { live: true, lineTime, substations: [], ties: [], faults: [] }
}
