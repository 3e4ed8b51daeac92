import type { LineFrame } from '@ferraris/uplink'

type Listener = (frames: readonly LineFrame[]) => void

/** Frames on their way from a concentrator to the clients that watch its power line; nothing is kept. */
export class LiveFrames {
  readonly #listeners = new Map<string, Set<Listener>>()

  publish(concentrator: string, frames: readonly LineFrame[]): void {
    for (const listener of this.#listeners.get(concentrator) ?? []) listener(frames)
  }

  /** Returns what ends it. */
  watch(concentrator: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(concentrator) ?? new Set()
    this.#listeners.set(concentrator, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(concentrator)
    }
  }
}
