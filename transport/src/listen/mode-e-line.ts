import {
  createOpeningServer,
  type OpeningServerInput,
  type OpeningServerSettings,
  stepOpeningServer,
} from '@ferraris/iec62056-21/opening'
import type { OctetLine, OctetReceiver } from '../media/octet-line.ts'
import { OpeningPort } from '../media/opening-port.ts'
import { SilenceTimer } from '../silence-timer.ts'

/** Silence after an opening that ends it: the meter goes back to sleep, milliseconds. */
const inactivityTimeoutMs = 120_000

/**
 * A serial line that passes on only what comes after an opening in mode E. {@link rest} makes it wait for the next one, and
 * so does a long silence.
 */
export class ModeELine implements OctetLine {
  readonly #line: OctetLine
  readonly #settings: OpeningServerSettings
  readonly #port: OpeningPort
  readonly #patience: number
  #state = createOpeningServer()
  #receiver: OctetReceiver | undefined
  readonly #wake = new SilenceTimer(() => this.#step({ kind: 'tick' }))
  #inactivity: NodeJS.Timeout | undefined

  /** @param patience how long the silence may be, milliseconds */
  constructor(line: OctetLine, settings: OpeningServerSettings, patience = inactivityTimeoutMs) {
    this.#line = line
    this.#patience = patience
    this.#settings = settings
    this.#port = new OpeningPort(line, error => {
      this.#receiver?.onClosed(error instanceof Error ? error : undefined)
    })
    line.attach({
      onOctets: octets => this.#hear(octets),
      onClosed: cause => {
        this.#stop()
        this.#receiver?.onClosed(cause)
      },
    })
  }

  get name(): string {
    return this.#line.name
  }

  attach(receiver: OctetReceiver): void {
    this.#receiver = receiver
  }

  write(octets: Uint8Array): void {
    this.#line.write(octets)
  }

  async close(): Promise<void> {
    this.#stop()
    await this.#line.close()
  }

  /** The session has ended: the next one begins with an opening. */
  rest(): void {
    if (this.#state.phase === 'chosen') this.#step({ kind: 'close' })
  }

  #stop(): void {
    this.#wake.stop()
    clearTimeout(this.#inactivity)
  }

  #hear(octets: Uint8Array): void {
    if (this.#state.phase === 'chosen') {
      this.#inactivity?.refresh()
      this.#receiver?.onOctets(octets)
    } else {
      this.#step({ kind: 'octets', octets: this.#port.received(octets) })
    }
  }

  #step(input: OpeningServerInput): void {
    const [next, outputs] = stepOpeningServer(this.#settings, this.#state, input, performance.now())
    this.#state = next
    this.#stop()
    for (const output of outputs) {
      switch (output.kind) {
        case 'write':
        case 'line':
          this.#port.perform(output)
          break
        case 'opened':
          this.#inactivity = setTimeout(() => this.rest(), this.#patience)
          if (output.octets.length > 0) this.#receiver?.onOctets(output.octets)
      }
    }
    if (next.deadline === undefined) return
    this.#wake.start(Math.max(0, next.deadline - performance.now()))
  }
}
