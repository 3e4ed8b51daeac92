export { airtime } from './airtime.ts'
export { decodePhy, encodePhy, findPsdu } from './phy-frame.ts'
export type { Symbols } from './viterbi.ts'
