import { toHex } from '@ferraris/bytes'
import type { Frame as WireFrame } from '@ferraris/transport'
import type { Frame, Layer } from './schemas.ts'

/** Reads the frames of a session layer by layer, as one conversation and with its keys. Never throws. */
export type Explain = (frames: readonly WireFrame[]) => { title: string; layers: Layer[] }[]

/** Keeps the frames of one session with their times, to show them decoded when it is over. */
export class FrameRecorder {
  readonly #frames: (WireFrame & { time: number })[] = []
  readonly #now: () => number
  readonly #explain: Explain

  constructor(explain: Explain, now: () => number) {
    this.#explain = explain
    this.#now = now
  }

  readonly record = (frame: WireFrame): void => {
    this.#frames.push({ ...frame, time: this.#now() })
  }

  frames(): Frame[] {
    const explained = this.#explain(this.#frames)
    return this.#frames.map(({ direction, time, octets }, i) => ({
      direction,
      time: new Date(time).toISOString(),
      hex: toHex(octets),
      ...explained[i]!,
    }))
  }
}
