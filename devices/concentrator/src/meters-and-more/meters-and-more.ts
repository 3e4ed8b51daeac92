import { EncodeError } from '@ferraris/codec'
import { msPerMinute, type SignedEmergencyCall } from '@ferraris/metering'
import { maxFirmwareBlock } from '@ferraris/smitp'
import type { LineAnswer } from '@ferraris/smitp/line'
import { dsaps, maxLsdu } from '@ferraris/smitp/mac'
import { neverUnasked } from '@ferraris/smitp/network'
import type { Image } from '../firmware/image.ts'
import type { NeighbourhoodMeter } from '../network/neighbourhood-meter.ts'
import type {
  NeighbourhoodNetwork,
  NetworkFactory,
  NetworkHost,
  NetworkStatistics,
  NodeMessage,
  NodeStatistics,
} from '../network/neighbourhood-network.ts'
import type { Procedure } from '../network/procedure.ts'
import { callBehind, callers, callHere } from './discovery/call.ts'
import { Clashes } from './discovery/clashes.ts'
import { searchBehind } from './discovery/search-behind.ts'
import { searchHere } from './discovery/search-here.ts'
import { ApduCarrier } from './exchange/apdu-carrier.ts'
import { broadcastTo } from './exchange/broadcast-to.ts'
import { successOf } from './exchange/station-records.ts'
import { requestStation } from './exchange/station-request.ts'
import { broadcastBlock } from './meter/firmware.ts'
import { profileRegisters, TableMeter } from './meter/table-meter.ts'
import { type MasterPlace, Neighbourhood } from './neighbourhood.ts'
import { expectedAirtime } from './routing/find-routes.ts'
import { here } from './routing/link-map.ts'

/** A concentrator's network of METERS AND MORE, with its master at a place on the power line. */
export function metersAndMore(place: MasterPlace): NetworkFactory {
  return host => new MetersAndMore(host, place)
}

/** The route to a node that has not answered itself yet counts as long, milliseconds. */
const unprovenMs = msPerMinute

class MetersAndMore implements NeighbourhoodNetwork {
  readonly imageBlockSize = maxFirmwareBlock
  readonly profileRegisters = profileRegisters
  readonly #neighbourhood: Neighbourhood
  readonly #apdus: ApduCarrier
  readonly #clashes = new Clashes()

  constructor(host: NetworkHost, place: MasterPlace) {
    this.#neighbourhood = new Neighbourhood(host, place)
    this.#apdus = new ApduCarrier(this.#neighbourhood)
  }

  get busy(): boolean {
    return this.#neighbourhood.busy
  }

  get statistics(): NetworkStatistics {
    return this.#neighbourhood.counters
  }

  discover(): Procedure<void> {
    return searchHere(this.#neighbourhood, this.#clashes)
  }

  discoverBehind(node: string, known: boolean): Procedure<boolean> {
    return searchBehind(this.#neighbourhood, this.#clashes, node, known)
  }

  callers(): readonly string[] {
    return callers(this.#neighbourhood)
  }

  call(unaskedMs: number, via?: string): Procedure<readonly string[] | undefined> {
    const minutes = Math.min(neverUnasked, Math.ceil(unaskedMs / msPerMinute))
    return via === undefined
      ? callHere(this.#neighbourhood, minutes)
      : callBehind(this.#neighbourhood, via, minutes)
  }

  route(node: string): readonly string[] | undefined {
    return this.#neighbourhood.routes.current(node)
  }

  isDoubtful(node: string): boolean {
    const { routes } = this.#neighbourhood
    return !routes.trusts(routes.current(node) ?? [])
  }

  cost(node: string): number | undefined {
    const { links, now } = this.#neighbourhood
    if (links.neighbours(node).size === 0) return undefined
    const route = this.route(node)
    return route === undefined ? unprovenMs : expectedAirtime(links, route, now)
  }

  nodeStatistics(node: string): NodeStatistics {
    const { links, routes, stations, now } = this.#neighbourhood
    const route = this.route(node) ?? routes.choose(node, new Map(), now)
    const { snr, signal } = links.link(route?.at(-2) ?? here, node) ?? {}
    const record = stations.get(node)
    return {
      repeaters: route?.slice(0, -1),
      snr,
      signal,
      inPhase: record?.inPhase,
      success: successOf(record),
      clash: this.#clashes.has(node),
    }
  }

  *exchange(node: string, message: NodeMessage): Procedure<NodeMessage | undefined> {
    const answer = yield* this.#carry(node, message)
    return answer && { dsap: answer.dsap, ecc: answer.ecc, lsdu: answer.lsdu }
  }

  broadcast(nodes: readonly string[], image: Image, block: number): Procedure<void> {
    return broadcastBlock(this.#neighbourhood, nodes, image, block)
  }

  callEmergency(nodes: readonly string[], call: SignedEmergencyCall): Procedure<void> {
    return broadcastTo(this.#neighbourhood, nodes, { kind: 'emergency.request', ...call })
  }

  meter(node: string): NeighbourhoodMeter {
    return new TableMeter(this.#neighbourhood, node)
  }

  forget(node: string): void {
    this.#neighbourhood.sessions.forget(node)
  }

  keep(): void {
    this.#neighbourhood.keep()
  }

  detach(): void {
    this.#neighbourhood.detach()
  }

  /** An APDU goes in segments; anything else must fit into one frame. */
  #carry(node: string, { dsap, ecc, lsdu }: NodeMessage): Procedure<LineAnswer | undefined> {
    if (dsap === dsaps.cosem) return this.#apdus.carry(node, lsdu)
    if (lsdu.length > maxLsdu) throw new EncodeError(`an LSDU has at most ${maxLsdu} octets`)
    return requestStation(this.#neighbourhood, node, { discipline: 'RA7', dsap, ecc, lsdu })
  }
}
