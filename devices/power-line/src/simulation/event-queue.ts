/** An action at an instant, with the instant. */
export type Action = (now: number) => void

/** An event that waits for its instant. Its action is gone when it has happened or has been cancelled. */
export interface Scheduled {
  readonly at: number
  /** Orders events of one instant. */
  readonly turn: number
  action: Action | undefined
}

/** Below this size, cancelled events are not worth a sweep. */
const leastSweep = 1024

/** Events by instant, then by turn: a heap of four children a node, which is flat and cache-friendly. */
export class EventQueue {
  #heap: Scheduled[] = []
  #turn = 0
  #cancelled = 0

  /** The earliest event that still stands. */
  get first(): Scheduled | undefined {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || first.action !== undefined) return first
      this.#removeFirst()
      this.#cancelled--
    }
  }

  push(at: number, action: Action): Scheduled {
    const event = { at, turn: this.#turn++, action }
    this.#rise(event)
    return event
  }

  /** Takes the first event out of the queue and lets it happen. */
  happen(first: Scheduled): void {
    const { action, at } = first
    first.action = undefined
    this.#removeFirst()
    action?.(at)
  }

  /** A cancelled event stays where it is until it is the first, or until most of the queue is such ballast. */
  cancel(event: Scheduled): void {
    if (event.action === undefined) return
    event.action = undefined
    if (++this.#cancelled * 2 > this.#heap.length && this.#heap.length > leastSweep) this.#sweep()
  }

  #sweep(): void {
    // What is sorted is a heap, too.
    this.#heap = this.#heap
      .filter(({ action }) => action !== undefined)
      .sort((a, b) => a.at - b.at || a.turn - b.turn)
    this.#cancelled = 0
  }

  #removeFirst(): void {
    const last = this.#heap.pop()
    if (last !== undefined && this.#heap.length > 0) this.#sink(last)
  }

  #rise(event: Scheduled): void {
    const heap = this.#heap
    let place = heap.length
    heap.push(event)
    while (place > 0) {
      const above = (place - 1) >> 2
      const parent = heap[above]
      if (parent === undefined || !before(event, parent)) break
      heap[place] = parent
      place = above
    }
    heap[place] = event
  }

  #sink(event: Scheduled): void {
    const heap = this.#heap
    const size = heap.length
    let place = 0
    for (;;) {
      const from = place * 4 + 1
      const end = Math.min(from + 4, size)
      let least = event
      let leastPlace = place
      for (let at = from; at < end; at++) {
        const child = heap[at]
        if (child !== undefined && before(child, least)) {
          least = child
          leastPlace = at
        }
      }
      heap[place] = least
      if (leastPlace === place) return
      place = leastPlace
    }
  }
}

function before(a: Scheduled, b: Scheduled): boolean {
  return a.at < b.at || (a.at === b.at && a.turn < b.turn)
}
