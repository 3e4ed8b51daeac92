export {
  type District,
  type DistrictOptions,
  describeDistrict,
  type MeterOnTheMap,
  startDistrict,
} from './district.ts'
export { DistrictError, type DistrictProblem } from './district-error.ts'
export { type DistrictProcess, forkDistrict } from './fork.ts'
export { plugIn } from './simulated-line/modem.ts'
export {
  type Equipment,
  type PlacedConcentrator,
  placeConcentrator,
} from './simulated-line/placed-concentrator.ts'
export {
  type LineProgress,
  type LineReport,
  type SimulationSpan,
  simulateLine,
} from './simulated-line/simulate-line.ts'
export { SimulatedLine, type SimulatedLineOptions } from './simulated-line/simulated-line.ts'
export type { SimulatedMeter } from './simulated-line/simulated-meters.ts'
