import { decode, encode } from '@ferraris/codec'
import { gatewayApdu, isGatewayApdu } from '@ferraris/dlms/apdu'
import {
  createServer,
  type ServerEvent,
  type ServerSettings,
  type ServerState,
  stepServer,
} from '@ferraris/dlms/server'

/** Logical devices by their address: a Map, or whatever else finds them when they are asked for. */
type LogicalDevices = Pick<ReadonlyMap<number, ServerSettings>, 'get' | 'keys'>

/** What is served, on any medium. */
export interface DlmsService {
  /** Address of the logical device: its wrapper port, or its upper HDLC address. */
  readonly server: number
  readonly settings: ServerSettings
  /** The physical device's other logical devices. */
  readonly moreDevices?: LogicalDevices
  /** The meters for which this one is the gateway; undefined where there is no such meter. */
  readonly behindGateway?: (networkId: number, physicalDevice: Uint8Array) => LogicalDevices | undefined
  /** Whether the devices have supply; without it none of them answers. Always, if absent. */
  readonly supplied?: () => boolean
  readonly onEvent?: (event: ServerEvent, client: number) => void
  /** Called when a device could not answer, a full disk for example: only the connection that asked it ends. */
  readonly onFailure: (error: unknown) => void
}

/** The addresses of the logical devices of a service. */
export function addressesOf({ server, moreDevices }: DlmsService): number[] {
  return [server, ...(moreDevices?.keys() ?? [])]
}

/**
 * The shell of the server machine on one connection: one state for each client address that speaks to a logical device
 * there.
 */
export class Associations {
  readonly #service: DlmsService
  readonly #states = new Map<string, ServerState>()

  constructor(service: DlmsService) {
    this.#service = service
  }

  /** Whether a device answers at this address. */
  serves(device: number): boolean {
    const { server, moreDevices } = this.#service
    return device === server || moreDevices?.get(device) !== undefined
  }

  /**
   * The answers to an APDU; none where no device is addressed, or it has no supply. Throws DecodeError for a broken gateway prefix, and
   * whatever a device throws.
   */
  answer(client: number, device: number, octets: Uint8Array): Uint8Array[] {
    if (this.#service.supplied?.() === false) return []
    if (isGatewayApdu(octets)) return this.#passOn(client, device, octets)
    const { server, moreDevices } = this.#service
    const settings = device === server ? this.#service.settings : moreDevices?.get(device)
    return settings === undefined ? [] : this.#step(settings, client, `${client} ${device}`, octets)
  }

  /** Ends what stands between a client and a device, when the link below has ended. */
  end(client: number, device: number): void {
    this.#states.delete(`${client} ${device}`)
  }

  #passOn(client: number, device: number, octets: Uint8Array): Uint8Array[] {
    const { networkId, physicalDevice, apdu } = decode(gatewayApdu, octets)
    const settings = this.#service.behindGateway?.(networkId, physicalDevice)?.get(device)
    if (settings === undefined) return []
    const party = `${client} ${device} ${networkId} ${physicalDevice.join('.')}`
    return this.#step(settings, client, party, apdu).map(answer =>
      encode(gatewayApdu, { kind: 'from-device', networkId, physicalDevice, apdu: answer }),
    )
  }

  #step(settings: ServerSettings, client: number, party: string, apdu: Uint8Array): Uint8Array[] {
    const [state, outputs] = stepServer(settings, this.#states.get(party) ?? createServer(client), apdu)
    // Only known clients of the device are kept: unknown ones cost no memory.
    if (settings.associations.has(client)) this.#states.set(party, state)
    const answers: Uint8Array[] = []
    for (const output of outputs) {
      if (output.kind === 'send') answers.push(output.apdu)
      else if (output.kind === 'event') this.#service.onEvent?.(output.event, client)
    }
    return answers
  }
}
