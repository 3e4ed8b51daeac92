import { afterFrames, type LineFrame, type LiveLine, silentLine } from './live-frames.ts'

/** `waiting` until the stream is open; `lost` while the browser tries to open it again. */
export type StreamState = 'waiting' | 'open' | 'lost'

/** Updates of the page a second at most, whatever comes: one in this many milliseconds. */
const period = 250
/** Frames held between two updates; of more only the newest can be seen anyway. */
const mostHeld = 500

/** The frames of one line while somebody looks; a store that several parts of a page may follow. */
export class LiveStream {
  readonly #address: string
  readonly #listeners = new Set<() => void>()
  #source: EventSource | undefined
  #timer: ReturnType<typeof setInterval> | undefined
  #held: LineFrame[] = []
  #dropped = 0
  #second = 0
  #line: LiveLine = silentLine
  #state: StreamState = 'waiting'

  constructor(concentrator: string) {
    this.#address = `/api/v1/concentrators/${encodeURIComponent(concentrator)}/live`
  }

  open(): void {
    this.#second = Math.floor(Date.now() / 1000)
    this.#source = new EventSource(this.#address)
    this.#source.onopen = () => this.#turn('open')
    this.#source.onerror = () => this.#turn('lost')
    this.#source.onmessage = ({ data }) => {
      this.#held.push(...(JSON.parse(data) as LineFrame[]))
      if (this.#held.length > mostHeld)
        this.#dropped += this.#held.splice(0, this.#held.length - mostHeld).length
    }
    this.#timer = setInterval(() => this.#show(), period)
  }

  close(): void {
    this.#source?.close()
    clearInterval(this.#timer)
    this.#held = []
    this.#turn('waiting')
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly line = (): LiveLine => this.#line
  readonly state = (): StreamState => this.#state

  #show(): void {
    const now = Date.now()
    const second = Math.floor(now / 1000)
    const passed = Math.max(0, second - this.#second)
    const isStill = this.#held.length === 0 && this.#line.drawn.length === 0
    if (document.hidden || (isStill && passed === 0)) return
    this.#line = afterFrames(this.#line, {
      frames: this.#held,
      uncounted: this.#dropped,
      now,
      seconds: passed,
    })
    this.#second = second
    this.#held = []
    this.#dropped = 0
    this.#tell()
  }

  #turn(state: StreamState): void {
    this.#state = state
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
