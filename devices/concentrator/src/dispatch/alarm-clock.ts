/** Things done again and again, each at its own distance. */
export class AlarmClock {
  readonly #alarms: { readonly every: number; readonly ring: () => void; next: number }[]

  constructor(alarms: readonly (readonly [every: number, ring: () => void])[]) {
    this.#alarms = alarms.map(([every, ring]) => ({ every, ring, next: Number.NEGATIVE_INFINITY }))
  }

  /** Rings what is due. */
  ring(now: number): void {
    for (const alarm of this.#alarms) {
      // A clock that was set back far must not silence an alarm until it has caught up.
      if (alarm.next > now + alarm.every) alarm.next = now
      if (alarm.next > now) continue
      alarm.next = now + alarm.every
      alarm.ring()
    }
  }

  /** When the next one is due. */
  nextAt(): number {
    return Math.min(...this.#alarms.map(({ next }) => next))
  }
}
