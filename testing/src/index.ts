export { arbitrary, type LeafArbitraries } from './arbitrary.ts'
