import { dlmsOverSmitp, type Meter, type SmitpFace } from '@ferraris/meter'
import { msPerMinute } from '@ferraris/metering'
import { formatSmitpUri, listenSmitp, type SmitpService } from '@ferraris/transport'

/** Does something at a meter as it is now, for a fault may have replaced it; undefined for one that is not there. */
type AtMeter = <Result>(serial: string, deed: (meter: Meter) => Result) => Result | undefined

interface Probe {
  readonly uri: string
  close(): Promise<void>
}

/** Probes held to meters at a time; one more is taken from where one was held first. */
const mostProbes = 16

/**
 * Probes at the optical ports of meters, for people who stand before them: each is a TCP port of the loopback that speaks METERS AND MORE
 * as the optical port does. It is there whatever becomes of the power line, but not without supply.
 */
export class OpticalProbes {
  readonly #atMeter: AtMeter
  readonly #held = new Map<string, Promise<Probe>>()

  constructor(atMeter: AtMeter) {
    this.#atMeter = atMeter
  }

  /** Where a meter can be reached from now on; undefined for one that is not there, or has no METERS AND MORE. */
  async hold(serial: string): Promise<string | undefined> {
    const face = this.#atMeter(serial, ({ smitp }) => smitp)
    if (face === undefined) return undefined
    const held = this.#held.get(serial) ?? this.#begin(serial, face)
    return (await held).uri
  }

  async close(): Promise<void> {
    await Promise.all([...this.#held.keys()].map(serial => this.#takeAway(serial)))
  }

  #begin(serial: string, { aca }: SmitpFace): Promise<Probe> {
    const [first] = this.#held.keys()
    if (this.#held.size >= mostProbes && first !== undefined) void this.#takeAway(first)
    const probe = this.#listen(serial, aca)
    this.#held.set(serial, probe)
    probe.catch(() => this.#held.delete(serial))
    return probe
  }

  async #takeAway(serial: string): Promise<void> {
    const probe = this.#held.get(serial)
    this.#held.delete(serial)
    await (await probe)?.close()
  }

  async #listen(serial: string, aca: SmitpFace['aca']): Promise<Probe> {
    const host = '127.0.0.1'
    const service: SmitpService = {
      aca,
      answer: request => this.#atMeter(serial, ({ smitp }) => smitp?.answer(request)),
      supplied: () => this.#atMeter(serial, ({ supplied }) => supplied) ?? false,
      dlms: () => {
        const server = this.#atMeter(serial, meter => dlmsOverSmitp(meter.server, event => meter.log(event)))
        return request => this.#atMeter(serial, () => server?.(request))
      },
      onFailure: error => console.error(`${serial} could not answer at its optical port: ${String(error)}`),
    }
    const { port, close } = await listenSmitp({
      service,
      host,
      port: 0,
      maxConnections: 1,
      idleTimeoutMs: msPerMinute,
    })
    const uri = formatSmitpUri({ medium: 'tcp', host, port, aca, mode: 'hardened', device: serial })
    return { uri, close }
  }
}
