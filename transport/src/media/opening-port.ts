import { openingBaud, withParity } from '@ferraris/iec62056-21'
import type { LineFormat, LineOutput } from '@ferraris/iec62056-21/opening'
import type { OctetLine } from './octet-line.ts'

/** What a serial port is set to before an opening. */
export const openingLine = { baud: openingBaud, bits: 8, parity: 'none', stop: 1 } as const

/**
 * A line during an opening after IEC 62056-21: first at 300 baud with characters of seven bits and even parity, then at
 * another speed with octets. The port itself stays at 8N1, which has as many bits, and the parity is ours: ports cannot
 * change it while they are open. A line without a speed of its own, a serial port server, has to follow by itself.
 */
export class OpeningPort {
  readonly #line: OctetLine
  readonly #onFault: (error: unknown) => void
  #format: LineFormat = '7E1'
  /** What is being done: a speed is changed when all before it has left. */
  #doing: Promise<unknown> = Promise.resolve()

  constructor(line: OctetLine, onFault: (error: unknown) => void) {
    this.#line = line
    this.#onFault = onFault
  }

  /** Carries out the outputs of a machine of an opening; `wake` is its shell's business. */
  perform(output: Exclude<LineOutput, { kind: 'wake' }>): void {
    this.#then(() => {
      if (output.kind === 'write')
        return this.#line.write(this.#format === '7E1' ? withParity(output.octets) : output.octets)
      this.#format = output.format
      return this.#line.setBaudRate?.(output.baud)
    })
  }

  /** Does something after all that has been asked for. */
  #then(work: () => unknown): void {
    this.#doing = this.#doing.then(work).catch(this.#onFault)
  }

  /** Resolves when all that has been asked for is done. */
  get settled(): Promise<unknown> {
    return this.#doing
  }

  /** Octets as they came, without parity. One that is wrong is for the machine to find: its line will not make sense. */
  received(octets: Uint8Array): Uint8Array {
    return this.#format === '7E1' ? octets.map(octet => octet & 0x7f) : octets
  }
}
