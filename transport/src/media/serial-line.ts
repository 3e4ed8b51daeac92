import { plainOctets } from '@ferraris/bytes'
import { SerialPort } from 'serialport'
import type { LinkTerms } from '../apdu-link.ts'
import type { SerialSettings } from '../meter-uri/meter-uri.ts'
import { TransportError } from '../transport-error.ts'
import type { OctetLine, OctetReceiver } from './octet-line.ts'

/** How long the last octets may take to leave, milliseconds: a frame of 2 kB at 9600 baud. */
const patience = 2500

/** Opens a serial port for one user alone. Throws TransportError, or the reason of the signal. */
export async function openSerialLine(
  { path, baud, bits, parity, stop }: SerialSettings & { path: string },
  { signal }: Pick<LinkTerms, 'signal'> = {},
): Promise<OctetLine> {
  signal?.throwIfAborted()
  const port = new SerialPort({
    path,
    baudRate: baud,
    dataBits: bits,
    parity,
    stopBits: stop,
    autoOpen: false,
    lock: true,
  })
  await new Promise<void>((resolve, reject) =>
    port.open(error => {
      if (error === null) return resolve()
      reject(new TransportError('port-unusable', `opening ${path} (${error.message})`, error))
    }),
  )
  const line = new SerialLine(port)
  if (!signal?.aborted) return line
  await line.close()
  throw signal.reason
}

class SerialLine implements OctetLine {
  readonly #port: SerialPort
  #receiver: OctetReceiver | undefined
  #gone: { readonly cause: Error | undefined } | undefined

  constructor(port: SerialPort) {
    this.#port = port
    port.on('data', (octets: Buffer) => this.#receiver?.onOctets(plainOctets(octets)))
    port.on('drain', () => port.resume())
    port.on('error', error => this.#end(error))
    port.on('close', (error: Error | null) => this.#end(error ?? undefined))
  }

  get name(): string {
    return this.#port.path
  }

  attach(receiver: OctetReceiver): void {
    this.#receiver = receiver
    if (this.#gone !== undefined) receiver.onClosed(this.#gone.cause)
  }

  write(octets: Uint8Array): void {
    if (!this.#port.write(octets)) this.#port.pause()
  }

  async close(): Promise<void> {
    this.#receiver = undefined
    if (!this.#port.isOpen) return
    // What has been written is still sent, unless the line holds it up.
    await Promise.race([
      new Promise(resolve => this.#port.drain(resolve)),
      new Promise(resolve => setTimeout(resolve, patience).unref()),
    ])
    await new Promise(resolve => this.#port.close(resolve))
  }

  async setBaudRate(baud: number): Promise<void> {
    await new Promise(resolve => this.#port.drain(resolve))
    await new Promise<void>((resolve, reject) =>
      this.#port.update({ baudRate: baud }, error => {
        if (error === null) return resolve()
        reject(new TransportError('port-unusable', `setting ${this.name} to ${baud} baud`, error))
      }),
    )
  }

  #end(cause: Error | undefined): void {
    if (this.#gone !== undefined) return
    this.#gone = { cause }
    this.#receiver?.onClosed(cause)
  }
}
