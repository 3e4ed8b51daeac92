export { arbitrary, type LeafArbitraries } from './arbitrary.ts'
export { fuzzDecoder, mutations } from './fuzz.ts'
export { Random } from './random.ts'
export { layCable, socatIsHere } from './serial-cable.ts'
