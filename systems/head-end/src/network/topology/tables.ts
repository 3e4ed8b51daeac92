import type { Instant } from '@ferraris/service'
import type { Neighbour } from '@ferraris/uplink'

interface LineNeighbourTable {
  readonly concentrator: string
  readonly aca: string
  readonly valid_from: Instant
  readonly valid_to: Instant | null
  readonly serial: string | null
  readonly state: Neighbour['state']
  readonly route: string[]
  readonly phase: 'in' | 'out' | null
  readonly snr: number | null
  readonly signal: number | null
  readonly success: number | null
  readonly clash: boolean
  readonly first_heard: Instant
  readonly last_heard: Instant
}

export type TopologyTables = {
  readonly line_neighbour: LineNeighbourTable
}
