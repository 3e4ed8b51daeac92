import type { SignedEmergencyCall } from '@ferraris/metering'
import type { TunnelAnswer } from '@ferraris/transport'
import type { Roster } from '../commissioning/roster.ts'
import type { Image } from '../firmware/image.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store/store.ts'
import type { NeighbourhoodMeter } from './neighbourhood-meter.ts'
import type { Procedure } from './procedure.ts'

/** An application message as the head-end's tunnel carries it, whatever is in it. */
export type NodeMessage = TunnelAnswer

/**
 * The network between a concentrator and the meters of its section (interface C), with its protocol in the role of the
 * master or coordinator. Nodes are named by the text of their address. It reports heard nodes to the roster, which
 * decides on those that may take part. A procedure throws StoreError where what it needs cannot be kept.
 */
export interface NeighbourhoodNetwork {
  /** Whether an exchange is under way: the next one begins after it. */
  readonly busy: boolean
  /** What went over the network. */
  readonly statistics: NetworkStatistics

  /** Finds the nodes that hear the concentrator itself. */
  discover(): Procedure<void>
  /**
   * Finds the nodes behind a node. With `known`, nodes that were found before answer again, which brings to light new
   * links to them. False when the node did not answer.
   */
  discoverBehind(node: string, known: boolean): Procedure<boolean>

  /** Few nodes that together, with the concentrator itself, are heard by all that are known. */
  callers(): readonly string[]
  /**
   * Calls all that hear a node, or without one the concentrator itself. Those with news answer, and are returned, and those that no concentrator
   * serves: they were not found before, or got no request for `unaskedMs`. Undefined when the node did not answer.
   */
  call(unaskedMs: number, via?: string): Procedure<readonly string[] | undefined>

  /** The usual way to a node: repeaters, nearest first, and the node; undefined while none has been proved. */
  route(node: string): readonly string[] | undefined
  /** Whether the usual way to a node leads over one that begins to look dead: it is to be proved, or another found. */
  isDoubtful(node: string): boolean
  /** Milliseconds that an exchange with a node is expected to take; undefined for one that no station has heard. */
  cost(node: string): number | undefined
  /** How a node is heard and reached. */
  nodeStatistics(node: string): NodeStatistics

  /**
   * Passes a message to a node and its answer back, end to end; undefined when there is none.
   *
   * @throws {DecodeError | EncodeError} for octets that the network cannot carry
   */
  exchange(node: string, message: NodeMessage): Procedure<NodeMessage | undefined>
  /** Sends a block of a firmware image to all of these nodes at once; none of them acknowledges it. */
  broadcast(nodes: readonly string[], image: Image, block: number): Procedure<void>
  /** Calls an emergency to all of these nodes at once; none of them acknowledges it. */
  callEmergency(nodes: readonly string[], call: SignedEmergencyCall): Procedure<void>
  /** Octets of a block of a firmware image. */
  readonly imageBlockSize: number

  /** Registers of the load profile that its meters have. */
  readonly profileRegisters: readonly string[]

  /** A meter, in its session. */
  meter(node: string): NeighbourhoodMeter

  /** Ends the session with a node: its keys have changed, or it belongs to another concentrator. */
  forget(node: string): void
  /** Writes what has changed in the network; its loss would cost a few exchanges. */
  keep(): void
  /** Leaves the medium. */
  detach(): void
}

/** What went over a network since an instant. */
export interface NetworkStatistics {
  readonly since: number
  readonly frames: number
  /** Milliseconds. */
  readonly airtime: number
  readonly exchanges: number
  readonly failed: number
  /** Begins anew. */
  reset(now: number): void
}

export interface NodeStatistics {
  /** Repeaters on the way to it, nearest first; undefined while no way leads to it. */
  readonly repeaters?: readonly string[]
  /** Of the last link on the way, dB and dBµV, where it was measured. */
  readonly snr?: number
  readonly signal?: number
  /** Of a node heard directly: whether it sits on the concentrator's phase of the mains. */
  readonly inPhase?: boolean
  /** Share of the exchanges of about the last day that succeeded, 0..1; undefined where there were none. */
  readonly success?: number
  /** More than one device answers to this address. */
  readonly clash: boolean
}

/** What a concentrator gives its network. */
export interface NetworkHost {
  /** The instant of the step under way, epoch milliseconds. */
  readonly now: number
  readonly store: Store
  readonly settings: Settings
  readonly roster: Roster
  /** 0 ≤ random() < 1. */
  readonly random: () => number
  /** The exchange under way has ended. */
  exchanged(now: number): void
}

export type NetworkFactory = (host: NetworkHost) => NeighbourhoodNetwork
