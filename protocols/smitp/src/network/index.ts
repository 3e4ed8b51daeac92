export { neverUnasked } from './call.ts'
export { decodeNetworkMessage, encodeNetworkMessage, maxNeighbours, type NetworkMessage } from './messages.ts'
export type { Caller, Neighbour } from './neighbour.ts'
