export {
  type Aca,
  type Address,
  aca,
  acaFromOctets,
  addressToOctets,
  broadcast,
  isSection,
} from './address.ts'
export { type Discipline, disciplines } from './discipline.ts'
export { decodeFrame, encodeFrame, type MacFrame, maxLsdu } from './frame.ts'
export { dsaps, type Ecc } from './lsap.ts'
