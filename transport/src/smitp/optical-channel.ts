import { setTimeout as sleep } from 'node:timers/promises'
import { type Aca, dsaps, type MacFrame } from '@ferraris/smitp/mac'
import type { LinkTerms } from '../apdu-link.ts'
import { openModeE } from '../links/opening.ts'
import type { OctetLine } from '../media/octet-line.ts'
import { openSerial } from '../media/open-serial.ts'
import { openingLine } from '../media/opening-port.ts'
import { TransportError } from '../transport-error.ts'
import type { Lsdu, LsduChannel, LsduRequest } from './lsdu-channel.ts'
import { OpticalPort } from './optical-port.ts'

/** How long an answer may take behind its request, milliseconds: 300 octets at 9600 baud, and time to process. */
const patience = 2000

/** Adapters throw away what they have not sent when they are closed; the meter would stay awake for a while, milliseconds. */
const leaveTime = 100

/** Wakes a meter through the optical head at a serial port. Throws TransportError, or the reason of the signal. */
export async function openOpticalChannel(
  { path, aca }: { readonly path: string; readonly aca: Aca },
  terms: LinkTerms,
): Promise<LsduChannel> {
  const line = await openSerial({ path, ...openingLine }, terms)
  await openModeE(line, terms, { wanted: 'smitp' })
  return new OpticalChannel(line, aca, terms)
}

interface Waiting {
  readonly number: number
  resolve(answer: Lsdu | undefined): void
  reject(error: unknown): void
}

/** Frames as on the power line, straight to the meter (NOR 1); numbers part an answer from a late one. */
class OpticalChannel implements LsduChannel {
  readonly isStream = false
  readonly repetitions = 2
  readonly #line: OctetLine
  readonly #aca: Aca
  readonly #port: OpticalPort
  #number = 0
  #waiting: Waiting | undefined
  #gone: TransportError | undefined

  constructor(line: OctetLine, aca: Aca, { onFrame }: LinkTerms) {
    this.#line = line
    this.#aca = aca
    const receiver = {
      onFrame: (frame: MacFrame) => this.#hear(frame),
      onClosed: (cause: Error | undefined) => this.#break(cause),
    }
    this.#port = new OpticalPort(line, receiver, onFrame)
  }

  get peer(): string {
    return this.#line.name
  }

  async ask({ dsap, ecc, lsdu, segmented = false, discipline }: LsduRequest): Promise<Lsdu | undefined> {
    if (this.#gone !== undefined) throw this.#gone
    this.#number = (this.#number % 15) + 1
    const number = this.#number
    const { promise, resolve, reject } = Promise.withResolvers<Lsdu | undefined>()
    this.#waiting = { number, resolve, reject }
    const timer = setTimeout(() => resolve(undefined), patience)
    const control = { poll: true, response: false, segmented, bNode: false, number }
    this.#port.send({ address: this.#aca, route: [], discipline, control, dsap, ecc, lsdu })
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#waiting = undefined
    }
  }

  async close(): Promise<void> {
    if (this.#gone === undefined) {
      this.#port.takeLeave()
      await sleep(leaveTime)
    }
    this.#gone ??= new TransportError('closed', `waiting for ${this.peer}`)
    this.#port.stop()
    await this.#line.close()
  }

  #hear({ address, control, dsap, ecc, lsdu }: MacFrame): void {
    // An optical head may show us our own light: requests are not answers.
    if (!control.response || address !== this.#aca || dsap === dsaps.networkManagement) return
    if (control.number === this.#waiting?.number)
      this.#waiting?.resolve({ dsap, ecc, lsdu, segmented: control.segmented })
  }

  #break(cause?: Error): void {
    this.#gone ??= new TransportError('closed', `waiting for ${this.peer}`, cause)
    this.#waiting?.reject(this.#gone)
  }
}
