import { bar } from './chart.ts'
import { style } from './style.ts'
import { columns } from './width.ts'

/** The line that shows how far a long work has come. Silent where stderr is no terminal. */
export class Progress {
  readonly #stream = process.stderr
  readonly #title: string

  constructor(title: string) {
    this.#title = title
  }

  /** Draws the line anew. `note` follows the bar, for example `120 of 200`. */
  update(done: number, total: number, note = `${done} of ${total}`): void {
    if (!this.#stream.isTTY) return
    const drawn = bar(done, total, 24).padEnd(24, ' ')
    const room = columns(this.#stream) - this.#title.length - drawn.length - 4
    this.#stream.write(`\r\u001b[K${this.#title} ${style.success(drawn)} ${note.slice(0, Math.max(0, room))}`)
  }

  /** Takes the line away, so that the next message stands in its place. */
  clear(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K')
  }
}
