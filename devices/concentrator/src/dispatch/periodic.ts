interface Action {
  /** Distance of two runs, milliseconds. */
  readonly everyMs: number
  readonly act: () => void
}

/** Actions done again and again, each at its own distance, by their names. */
export class Periodic<Name extends string> {
  readonly #actions: Map<Name, Action & { last: number | undefined; next: number }>

  constructor(actions: Readonly<Record<Name, Action>>) {
    const entries = Object.entries(actions) as [Name, Action][]
    this.#actions = new Map(
      entries.map(([name, action]) => [name, { ...action, last: undefined, next: Number.NEGATIVE_INFINITY }]),
    )
  }

  /** Does what is due. */
  run(now: number): void {
    for (const action of this.#actions.values()) {
      // A clock that was set back far must not suspend an action until it has caught up.
      if (action.next > now + action.everyMs) action.next = now
      if (action.next > now) continue
      action.last = now
      action.next = now + action.everyMs
      action.act()
    }
  }

  /** Does it when `run` is called next, whenever it is due. */
  hurry(name: Name): void {
    const action = this.#actions.get(name)
    if (action !== undefined) action.next = Number.NEGATIVE_INFINITY
  }

  /** When it was done last and will be done next. */
  timesOf(name: Name): { readonly everyMs: number; readonly lastAt?: number; readonly nextAt?: number } {
    const { everyMs = 0, last, next = Number.NEGATIVE_INFINITY } = this.#actions.get(name) ?? {}
    return {
      everyMs,
      ...(last !== undefined && { lastAt: last }),
      ...(Number.isFinite(next) && { nextAt: next }),
    }
  }

  /** When the next one is due. */
  nextAt(): number {
    return Math.min(...[...this.#actions.values()].map(({ next }) => next))
  }
}
