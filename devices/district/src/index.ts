export { credentialsFile, lineKeysFile } from './data-folder.ts'
export {
  type ConcentratorOnTheMap,
  type District,
  type DistrictOptions,
  describeDistrict,
  type MeterOnTheMap,
  startDistrict,
} from './district.ts'
export { DistrictError, type DistrictProblem } from './district-error.ts'
export { type DistrictProcess, forkDistrict, type LinesProcess } from './fork.ts'
export type { HeadEndAccess } from './lines/concentrator-site.ts'
export {
  type ActiveFault,
  FaultError,
  type FaultKind,
  type FaultOrder,
  faultKinds,
} from './lines/faults/faults.ts'
export { type LineKeyRing, type LineKeys, readLineKeys } from './lines/line-keys.ts'
export type { LinesDescription } from './lines/lines-description.ts'
export type { LinesProgress, PowerLines } from './lines/power-lines.ts'
export { type RefusedRequest, refusedRequest } from './refused-request.ts'
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
