export { decodeNetworkMessage, encodeNetworkMessage, maxNeighbours, type NetworkMessage } from './messages.ts'
export type { Neighbour } from './neighbour.ts'
