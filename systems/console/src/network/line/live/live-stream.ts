import { wholeSecondsOf } from '@ferraris/metering'
import { afterFrames, type LineFrame, type LiveLine, silentLine } from './live-frames.ts'

/** `waiting` until the stream is open; `lost` while the browser tries to open it again. */
export type StreamState = 'waiting' | 'open' | 'lost'

/** Updates of the page a second at most, whatever comes: one in this many milliseconds. */
const period = 250
/** Before a stream that was refused is asked for again, milliseconds. */
const pause = 5000
/** Frames held between two updates; of more only the newest can be seen anyway. */
const mostHeld = 500

/** The frames of one power line while the page shows it; a store that several parts of a page may follow. */
export class LiveStream {
  readonly #address: string
  readonly #listeners = new Set<() => void>()
  #source: EventSource | undefined
  #timer: ReturnType<typeof setInterval> | undefined
  #again: ReturnType<typeof setTimeout> | undefined
  #held: LineFrame[] = []
  #dropped = 0
  #second = 0
  #line: LiveLine = silentLine
  #state: StreamState = 'waiting'

  constructor(concentrator: string) {
    this.#address = `/api/v1/concentrators/${encodeURIComponent(concentrator)}/live`
  }

  open(): void {
    this.#second = wholeSecondsOf(Date.now())
    this.#connect()
    this.#timer = setInterval(() => this.#show(), period)
  }

  #connect(): void {
    const source = new EventSource(this.#address)
    this.#source = source
    source.onopen = () => this.#turn('open')
    source.onerror = () => {
      this.#turn('lost')
      // The browser tries again by itself, but not after an answer that is no stream, as of a proxy.
      if (source.readyState === EventSource.CLOSED) this.#again = setTimeout(() => this.#connect(), pause)
    }
    source.onmessage = ({ data }) => {
      this.#held.push(...(JSON.parse(data) as LineFrame[]))
      if (this.#held.length > mostHeld)
        this.#dropped += this.#held.splice(0, this.#held.length - mostHeld).length
    }
  }

  close(): void {
    this.#source?.close()
    clearInterval(this.#timer)
    clearTimeout(this.#again)
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
    const second = wholeSecondsOf(now)
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
