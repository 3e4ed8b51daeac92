/** Fewer meters than this cannot outvote the concentrator. */
const quorum = 5

/**
 * Whether the concentrator's own clock can be believed. One meter that is off is set; when most of them agree with each
 * other and not with the concentrator, its own clock is off, and setting them would spoil the days of a whole section.
 */
export class ClockQuorum {
  readonly #offsets = new Map<string, number>()

  /** A meter's clock was seen to be ahead by so much, milliseconds. */
  note(aca: string, offset: number): void {
    this.#offsets.set(aca, offset)
  }

  /** The meter is gone: its clock no longer counts. */
  forget(aca: string): void {
    this.#offsets.delete(aca)
  }

  /** Whether a section of so many meters may be set by the concentrator's clock; not before enough of them have been read. */
  trusts(meters: number, tolerance: number): boolean {
    if (meters < quorum) return true
    const offsets = [...this.#offsets.values()].toSorted((a, b) => a - b)
    const median = offsets[offsets.length >> 1]
    return offsets.length >= quorum && median !== undefined && Math.abs(median) <= tolerance
  }
}
