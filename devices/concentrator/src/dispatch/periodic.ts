/** Actions done again and again, each at its own distance, milliseconds. */
export class Periodic {
  readonly #actions: { readonly every: number; readonly act: () => void; next: number }[]

  constructor(actions: readonly (readonly [every: number, act: () => void])[]) {
    this.#actions = actions.map(([every, act]) => ({ every, act, next: Number.NEGATIVE_INFINITY }))
  }

  /** Does what is due. */
  run(now: number): void {
    for (const action of this.#actions) {
      // A clock that was set back far must not suspend an action until it has caught up.
      if (action.next > now + action.every) action.next = now
      if (action.next > now) continue
      action.next = now + action.every
      action.act()
    }
  }

  /** When the next one is due. */
  nextAt(): number {
    return Math.min(...this.#actions.map(({ next }) => next))
  }
}
