export { arbitrary, type LeafArbitraries } from './arbitrary.ts'
export { type FuzzOptions, type FuzzResult, fuzzDecoder, mutations } from './fuzz.ts'
export { Random } from './random.ts'
export { type Cable, layCable, socatIsHere } from './serial-cable.ts'
