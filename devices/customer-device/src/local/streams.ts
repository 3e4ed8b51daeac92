import type { WebSocket } from 'ws'
import type { CustomerDevice } from '../customer-device.ts'

/** Screens and programs of a home. */
const mostStreams = 32
/** A stream that does not take what it gets is ended: it would only get what is old. */
const mostWaiting = 256 * 1024
const pauseMs = 250
/** Countdown and ages go on without a frame. */
const everyMs = 5000

/** WebSockets that get the state now, at each change, and every few seconds. */
export class Streams {
  readonly #device: CustomerDevice
  readonly #streams = new Map<WebSocket, () => boolean>()
  readonly #endListening: () => void
  readonly #interval: NodeJS.Timeout
  #timer: NodeJS.Timeout | undefined

  constructor(device: CustomerDevice) {
    this.#device = device
    this.#endListening = device.listen({ onChange: () => this.#soon() })
    this.#interval = setInterval(() => this.#send(), everyMs)
    this.#interval.unref()
  }

  /** `isPaired` tells whether who opened it still is: a pairing that is taken away ends its streams. */
  add(stream: WebSocket, isPaired: () => boolean): void {
    stream.on('error', () => stream.terminate())
    if (this.#streams.size >= mostStreams) {
      stream.close(1013, 'too many')
      return
    }
    this.#streams.set(stream, isPaired)
    stream.on('close', () => this.#streams.delete(stream))
    stream.send(this.#text())
  }

  close(): void {
    this.#endListening()
    clearTimeout(this.#timer)
    clearInterval(this.#interval)
    for (const stream of this.#streams.keys()) stream.terminate()
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#send()
    }, pauseMs)
  }

  #send(): void {
    if (this.#streams.size === 0) return
    const text = this.#text()
    for (const [stream, isPaired] of this.#streams) {
      if (!isPaired()) stream.close(4401, 'no longer paired')
      else if (stream.bufferedAmount > mostWaiting) stream.terminate()
      else stream.send(text)
    }
  }

  #text(): string {
    return JSON.stringify(this.#device.view())
  }
}
