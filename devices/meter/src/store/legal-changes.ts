import type { NonVolatile } from './memory/non-volatile.ts'
import type { MeterClock } from './meter-clock.ts'

/** What can change of the legal part, under the numbers of its log. */
export const legalChangeKinds = {
  legalFirmware: 1,
  genericFirmware: 2,
  tariffCalendar: 3,
  specialDays: 4,
  /** Masks, registers and scripts of the tariffs. */
  tariffMasks: 5,
  clock: 6,
  demandPeriod: 7,
} as const
export type LegalChangeKind = keyof typeof legalChangeKinds

export type LegalChange = {
  readonly at: number
  /** What the clock showed. */
  readonly shown: number
  readonly kind: LegalChangeKind
  /** What it is now: a version, a name. */
  readonly text: string
}

const key = 'legal.changes'
/** Changes that find room. Rows are never written over: a meter with a full log takes no change until it is sealed anew. */
export const legalChangesKept = 500

/** The log of changes to what is legal (WELMEC 7.2): rows are added, and nothing takes one away. */
export class LegalChanges {
  readonly #memory: NonVolatile
  readonly #clock: MeterClock

  constructor(memory: NonVolatile, clock: MeterClock) {
    this.#memory = memory
    this.#clock = clock
  }

  get list(): readonly LegalChange[] {
    return this.#memory.get<LegalChange[]>(key) ?? []
  }

  get isFull(): boolean {
    return this.list.length >= legalChangesKept
  }

  /** Adds a change that goes with the current write. False where there is no room: then nothing may be changed. */
  add(kind: LegalChangeKind, text: string, at: number): boolean {
    if (this.isFull) return false
    this.#memory.append(
      key,
      { at, shown: this.#clock.read(at), kind, text } satisfies LegalChange,
      legalChangesKept,
    )
    return true
  }
}
